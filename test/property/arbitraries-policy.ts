import fc from 'fast-check'
import { z } from 'zod'
import { commandTypes } from '../../src/domain/commands.ts'
import { personal } from '../../src/domain/personal.ts'
import type { Case } from '../../src/policy/case.ts'
import { createPolicy, type Policy } from '../../src/policy/policy.ts'
import { calendar } from '../../src/time/calendar.ts'
import type { Duration } from '../../src/time/duration.ts'

/** A predicate of a policy, as the generator knows it: what it answers to a case. */
export type Predicate<Answer> = (c: Case) => Answer
/** Makes a faulty predicate of a sound one, or leaves it as it is. `rule` says which it is. */
export type Meddle = <Answer>(rule: string, predicate: Predicate<Answer>) => Predicate<Answer>
const leave: Meddle = (_rule, predicate) => predicate

/** A random policy before it is made: its predicates can still be meddled with. */
export interface RandomPolicy {
  readonly policy: Policy
  make(meddle: Meddle): Policy
  /** Duties that hang on what a firing brings about: what they do may depend on when the worker woke. */
  readonly hangsOnFirings: ReadonlySet<string>
  toString(): string
}

export const rungs = ['desk', 'team', 'house', 'top'] as const
export const pauseReasons = ['absent', 'parts'] as const
export const categories = ['goods', 'service', 'service/manner'] as const
export const roles = ['clerk', 'boss'] as const

const calendars = {
  office: calendar({
    timeZone: 'Europe/Berlin',
    week: { mon: ['09:00-12:00', '13:00-17:30'], tue: ['09:00-17:00'], wed: ['09:00-17:00'], fri: ['08:00-12:30'] },
    holidays: ['2026-04-03', '2026-04-06'],
    workdays: [{ date: '2026-03-28', like: 'tue' }],
  }),
  callBack: calendar({ timeZone: 'Asia/Shanghai', everyDay: ['09:00-12:00', '14:30-18:00'] }),
  nights: calendar({ timeZone: 'America/New_York', everyDay: ['22:00-06:00'] }),
}

const duration: fc.Arbitrary<Duration> = fc.oneof(
  fc.constantFrom<Duration>({ minutes: 1 }, { minutes: 30 }, { hours: 1 }, { hours: 1.5 }, { hours: 8 }, { hours: 22 }),
  fc.constantFrom<Duration>({ sameDay: true }, { days: 1 }, { days: 3 }, { workingDays: 2 }, { closeOfBusiness: 1 }),
  fc.constantFrom<Duration>({ weeks: 1 }, { months: 1 }),
)
const someOf = <Item>(items: readonly Item[], maxLength = items.length) =>
  fc.uniqueArray(fc.constantFrom(...items), { maxLength })

/** A yes-or-no question to the case; none of them looks at what a firing brings about. */
const question: fc.Arbitrary<Predicate<boolean>> = fc.constantFrom<Predicate<boolean>>(
  (c) => c.isIn('service'),
  (c) => c.severity !== 'grave',
  (c) => Object(c.facts).flag === true,
  (c) => Object(c.facts).flag !== true,
  (c) => c.count('contacted') < 2,
  (c) => !c.has('fulfilled'),
  (c) => c.allegations.every((one) => one.liability !== 'customer'),
  (c) => !c.isDone('customerInterface'),
)
// A level that is never asked for would make a duty of it one that nothing can meet, which definePolicy refuses.
const condition = fc.oneof(
  fc.constant(true),
  fc.constant<Predicate<boolean>>(() => false),
  question,
)

const BEGINNINGS = [
  'registered',
  'assigned',
  'contacted',
  'offered',
  'fulfilled',
  'disputed',
  'reopened',
  'noted',
  'suspended',
  'opened:accountability',
  'opened:improvement',
  'settled:customerInterface',
  'causeIdentified',
] as const
const ENDS = [
  'assigned',
  'contacted',
  'established',
  'offered',
  'accepted',
  'fulfilled',
  'verified',
  'noted',
  'classified',
  'resumed',
  'settled:customerInterface',
  'decided',
  'settled:accountability',
  'causeIdentified',
  'settled:improvement',
  'closed',
] as const

const isOfFiring = (signal: string): boolean => /^(warned|breached|reminded|escalated)\b/.test(signal)

interface Duty {
  readonly level: string
  readonly subject: 'none' | 'promised' | 'planned'
  readonly opens: string
  readonly meets: readonly string[]
  readonly cancels: readonly string[]
  /** By nothing else than another duty's firing, or a rung. */
  readonly onFiring: readonly ('opens' | 'meets' | 'cancels')[]
  readonly number: 'within' | 'budget' | 'dueAt' | 'subject' | 'unmeasured'
  readonly durations: readonly [Duration, Duration]
  readonly dueAt: readonly [number, number]
  readonly when: Predicate<boolean> | undefined
  readonly rest: {
    readonly onBreach: { readonly escalate?: string | undefined } | undefined
    readonly extension: object | undefined
  }
}

const duty = (start: number): fc.Arbitrary<Duty> =>
  fc.record({
    level: fc.constantFrom('customerInterface', 'customerInterface', 'accountability', 'improvement'),
    subject: fc.constantFrom('none', 'none', 'none', 'promised', 'planned'),
    opens: fc.oneof(
      { weight: 2, arbitrary: fc.constant('registered') },
      { weight: 3, arbitrary: fc.constantFrom(...BEGINNINGS) },
    ),
    meets: fc.uniqueArray(fc.constantFrom(...ENDS), { minLength: 1, maxLength: 3 }),
    cancels: someOf(ENDS, 1),
    onFiring: fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: someOf(['opens', 'meets', 'cancels'] as const) },
    ),
    number: fc.constantFrom('within', 'within', 'within', 'budget', 'dueAt', 'subject', 'unmeasured'),
    durations: fc.tuple(duration, duration),
    dueAt: fc.tuple(fc.nat(30 * 86_400_000), fc.nat(30 * 86_400_000)).map(([a, b]) => [start + a, start + b] as const),
    when: fc.option(question, { nil: undefined }),
    rest: fc.record({
      calendar: fc.constantFrom(undefined, 'office', 'callBack', 'nights'),
      warnings: fc.array(
        fc.constantFrom({ share: 0.5 }, { share: 0.9 }, { before: { minutes: 15 } }, { before: { hours: 2 } }),
        { maxLength: 2 },
      ),
      reminders: fc.option(fc.record({ every: duration, most: fc.integer({ min: 1, max: 4 }) }), { nil: undefined }),
      pausedBy: someOf(pauseReasons),
      onBreach: fc.option(
        fc.record({ escalate: fc.constantFrom(undefined, 'next' as const, ...rungs) }, { requiredKeys: [] }),
        { nil: undefined },
      ),
      extension: fc.option(
        fc.record(
          { by: fc.constant(roles), times: fc.integer({ min: 1, max: 2 }), most: duration },
          { requiredKeys: ['by', 'times'] },
        ),
        { nil: undefined },
      ),
      onReopen: fc.constantFrom(undefined, 'firstOnly', 'total', 'newCycle'),
    }),
  })

const OPENING = ['previousLevel', 'registered', 'contacted', 'fulfilled', 'settled:customerInterface'] as const

/** Random policies whose duties begin about `start`. */
export const randomPolicy = (start: number): fc.Arbitrary<RandomPolicy> =>
  fc
    .record({
      duties: fc.array(duty(start), { minLength: 1, maxLength: 6 }),
      rungCount: fc.integer({ min: 1, max: 4 }),
      callBack: condition,
      reviews: fc.array(fc.constantFrom('reviewer', 'nextRung'), { maxLength: 2 }),
      accountability: fc.record({ required: condition, opens: fc.constantFrom(...OPENING) }),
      improvement: fc.record({
        required: condition,
        opens: fc.constantFrom(...OPENING),
        readAcross: condition,
        measures: condition,
      }),
      closing: fc.constantFrom('automatic', 'manual'),
      catchUp: fc.constantFrom('fireLateOnce', 'fireEach'),
      gated: fc.boolean(),
      approval: fc.option(question, { nil: undefined }),
      severity: question,
      major: question,
    })
    .map((random): RandomPolicy => {
      const make = (meddle: Meddle) => createPolicy(definitionOf(random, meddle))
      const policy = make(leave)
      const hangsOnFirings = new Set(
        [...policy.rules.obligations.all.values()]
          .filter(({ rule }) =>
            [...[rule.opens].flat(), ...[rule.meets].flat(), ...(rule.cancels ?? [])].some(isOfFiring),
          )
          .map((one) => one.id),
      )
      return { policy, make, hangsOnFirings, toString: () => printed(policy.definition) }
    })

type Random = Parameters<typeof definitionOf>[0]

function definitionOf(
  random: {
    readonly duties: readonly Duty[]
    readonly rungCount: number
    readonly callBack: boolean | Predicate<boolean>
    readonly reviews: readonly ('reviewer' | 'nextRung')[]
    readonly accountability: {
      readonly required: boolean | Predicate<boolean>
      readonly opens: (typeof OPENING)[number]
    }
    readonly improvement: {
      readonly required: boolean | Predicate<boolean>
      readonly opens: (typeof OPENING)[number]
      readonly readAcross: boolean | Predicate<boolean>
      readonly measures: boolean | Predicate<boolean>
    }
    readonly closing: 'automatic' | 'manual'
    readonly catchUp: 'fireLateOnce' | 'fireEach'
    readonly gated: boolean
    readonly approval: Predicate<boolean> | undefined
    readonly severity: Predicate<boolean>
    readonly major: Predicate<boolean>
  },
  meddle: Meddle,
): object {
  const asked = (rule: string, it: boolean | Predicate<boolean>) => (typeof it === 'function' ? meddle(rule, it) : it)
  const ladder = rungs.slice(0, random.rungCount).map((id, i) => ({ id, role: roles[i === 0 ? 0 : 1] }))
  const { accountability, improvement, approval } = random
  return {
    id: 'random',
    version: 1,
    timeZone: 'Europe/Berlin',
    roles,
    see: { clerk: 'all', boss: 'all' },
    permissions: Object.fromEntries(commandTypes.map((type) => [type, roles])),
    facts: z.strictObject({
      flag: z.boolean().default(false),
      size: z.int().min(0).max(1).default(0),
      who: personal(z.string()).optional(),
    }),
    forms: { report: z.object({ pages: z.int(), author: personal(z.string(), 'record').optional() }) },
    categories,
    severity: {
      values: ['minor', 'grave'],
      of: meddle('severity.of', (c) => (random.severity(c) ? ('minor' as const) : ('grave' as const))),
    },
    urgency: { values: ['normal', 'urgent'] },
    major: meddle('major', random.major),
    calendars,
    ladder,
    obligations: random.duties.map((one, i) => ruleOf(one, i, random, ladder, meddle)),
    levels: {
      customerInterface: { callBack: asked('callBack', random.callBack), reviews: random.reviews },
      accountability: { ...accountability, required: asked('accountability.required', accountability.required) },
      improvement: {
        ...improvement,
        required: asked('improvement.required', improvement.required),
        readAcross: asked('improvement.readAcross', improvement.readAcross),
        measures: asked('improvement.measures', improvement.measures),
      },
    },
    closing: random.closing,
    catchUp: random.catchUp,
    gates: random.gated ? [{ before: 'close', needs: [['filed:report', 'noted']] }] : [],
    approvals:
      approval === undefined
        ? []
        : (['propose', 'reject', 'refer', 'finalise'] as const).map((of) => ({
            of,
            by: roles,
            when: meddle(`approval.${of}`, approval),
          })),
    pauseReasons,
    reachBack: {
      contact: { days: 7 },
      fulfil: { hours: 48 },
      suspend: { days: 7 },
      file: { days: 7 },
      register: { days: 2 },
    },
    notifications: [
      { on: 'registered', to: 'complainant', channel: 'mail', template: 'received' },
      { on: 'escalated', to: 'rung', channel: 'staff', template: 'escalated' },
      {
        on: 'breached:duty-0',
        to: 'owner',
        channel: 'staff',
        template: 'overdue',
        when: meddle('notice', random.major),
      },
      { on: 'warned:duty-0', to: { role: 'boss' }, channel: 'staff', template: 'soon' },
    ],
  }
}

function ruleOf(
  one: Duty,
  i: number,
  random: Random,
  ladder: readonly { readonly id: string }[],
  meddle: Meddle,
): object {
  const id = `duty-${i}`
  const isOfSubject = one.subject !== 'none'
  const ofSubject =
    one.subject === 'promised'
      ? { meets: ['promiseKept'], cancels: ['promiseRenewed'] }
      : { meets: ['actionCompleted'], cancels: [] }
  const lists = {
    opens: [isOfSubject ? one.subject : one.opens],
    ...(isOfSubject ? ofSubject : { meets: one.meets, cancels: one.cancels }),
  }
  // Another duty's breach, where there is one that can be breached; else its own level's rung.
  const other = random.duties.findIndex((duty, j) => j !== i && duty.number !== 'unmeasured')
  const firing = other !== -1 ? `breached:duty-${other}` : ladder.length > 1 ? `escalated:${ladder[1]?.id}` : undefined
  if (firing !== undefined && !isOfSubject)
    for (const part of one.onFiring) lists[part] = part === 'opens' ? [firing] : [...lists[part], firing]
  const [opens = 'registered'] = lists.opens
  const meets = lists.meets.filter((signal) => signal !== opens)
  const { extension, onBreach, ...rest } = one.rest
  const escalate = onBreach?.escalate
  const number = one.number === 'subject' && !isOfSubject ? 'within' : one.number
  return Object.assign(
    { id, opens, meets: meets.length === 0 ? ['withdrawn'] : meets, cancels: lists.cancels, level: one.level },
    number === 'within' && { within: one.durations[0] },
    number === 'budget' && {
      budget: meddle(`${id}.budget`, (c) =>
        c.isIn('service') ? one.durations[1] : c.severity === 'grave' ? undefined : one.durations[0],
      ),
    },
    number === 'dueAt' && { dueAt: meddle(`${id}.dueAt`, (c) => one.dueAt[Object(c.facts).size === 1 ? 1 : 0]) },
    number === 'subject' && { fromSubject: true },
    number === 'unmeasured' && { unmeasured: true },
    one.when !== undefined && { when: meddle(`${id}.when`, one.when) },
    extension !== undefined && { extension },
    escalate !== undefined &&
      (escalate === 'next' || ladder.some((rung) => rung.id === escalate)) && { onBreach: { escalate } },
    Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
  )
}

/** For counterexamples: the part of a definition that differs from policy to policy. */
function printed(definition: Policy['definition']): string {
  const { obligations, levels, ladder, closing, gates, catchUp } = definition
  return JSON.stringify(
    { obligations, levels, ladder: ladder?.map((rung) => rung.id), closing, gates, catchUp },
    (_key, value) => (typeof value === 'function' ? String(value) : value),
  )
}
