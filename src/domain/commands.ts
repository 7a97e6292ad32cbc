import { z } from 'zod'
import { Duration } from '../time/duration.ts'
import { isInstant } from '../time/interval.ts'
import { Id } from './actor.ts'
import { Confidentiality, Level, RecordKind } from './level.ts'
import { freeText, type PersonalPaths, personal, personalPaths } from './personal.ts'

/**
 * An instant of the years 1 to 9999: a `Date`, an ISO 8601 string with a zone, or epoch milliseconds; epoch milliseconds
 * after parsing.
 */
export const InstantInput = z
  .union([z.date(), z.iso.datetime({ offset: true }), z.int().nonnegative()])
  .transform((value) => (typeof value === 'number' ? value : new Date(value).getTime()))
  .refine(isInstant, 'must lie in the years 1 to 9999')
export type InstantInput = z.input<typeof InstantInput>

const ids = z.array(Id).min(1).max(100)
/** A name that the policy or host defines; not free text. */
export const Name = Id.max(100)
const facts = z.record(z.string(), z.unknown())

/** Who complains. `name`, `contact` and `address` are personal; `id` is the host's own reference and must not be one. */
export const Customer = z.strictObject({
  id: Id.optional(),
  name: personal(z.string().trim().min(1).max(200)).optional(),
  contact: personal(z.string().trim().min(1).max(500)).optional(),
  address: personal(z.string().trim().min(1).max(500)).optional(),
  /** BCP 47, such as `zh-CN`. */
  language: z.string().max(35).optional(),
})
export type Customer = z.infer<typeof Customer>

/** A remedy (补救措施): what is done for the complainant. Amounts are in minor units (fen, cents). */
export const Remedy = z.strictObject({
  kind: Name,
  amountMinor: z.int().nonnegative().optional(),
  currency: z.string().length(3).optional(),
  text: freeText().optional(),
})
export type Remedy = z.infer<typeof Remedy>

/** What an inquiry may find of one allegation. `normal`: it happened, and it was within the norm (T-50, T-67). */
export const Finding = z.enum(['upheld', 'partlyUpheld', 'notUpheld', 'notProven', 'normal'])
export type Finding = z.infer<typeof Finding>

/** Whose liability it is. Sources: LS-16, LS-17, LS-18, LC-04 … LC-06, WM-12. */
export const Liability = z.enum(['ours', 'shared', 'customer', 'thirdParty', 'withinNorm'])
export type Liability = z.infer<typeof Liability>

/** Somebody or something found responsible inside (责任人): a person, a unit, or what is no person. Sources: LP-03, LP-09. */
export const Responsible = z.strictObject({
  kind: z.enum(['person', 'unit', 'process', 'product', 'supplier', 'system']),
  id: Id,
  /** First responsible by office, such as the head of the station (第一责任人, LP-09). */
  first: z.boolean().optional(),
})
export type Responsible = z.infer<typeof Responsible>

const of = <const Type extends string, Shape extends z.core.$ZodLooseShape>(type: Type, shape: Shape) =>
  z.strictObject({ type: z.literal(type), ...shape })

// ---- intake and the whole complaint -------------------------------------------------------------------------------

const register = of('register', {
  /** How it came: `phone`, `counter`, `web`, `email`, `letter` … (LP-07, C-01). */
  channel: Name,
  customer: Customer.optional(),
  confidentiality: Confidentiality.default('named'),
  /** What happened, in the complainant's own words (LS-07). */
  summary: freeText(),
  /** What he asks for (LS-07: problem *and* demand). */
  demand: freeText().optional(),
  ticketType: Name.default('complaint'),
  category: Name.optional(),
  facts: facts.default({}),
  /** Further allegations; the first is made from the summary. */
  allegations: z
    .array(z.strictObject({ text: freeText(), category: Name.optional() }))
    .max(50)
    .optional(),
  /** Ids of the people the complaint is about. */
  against: ids.optional(),
  unit: Id.optional(),
  externalRef: Id.optional(),
})

const classify = of('classify', {
  category: Name.optional(),
  severity: Name.optional(),
  urgency: Name.optional(),
  major: z.boolean().optional(),
  facts: facts.optional(),
  /** Only this allegation's category. */
  allegation: Id.optional(),
  reason: freeText('record').optional(),
})

const note = of('note', { text: freeText() })
/** A message came back after it had been delivered; sent by the library when the host says so. */
const bounce = of('bounce', {
  /** Key of the message. */
  message: z.string().min(1).max(2_000),
  /** The host's own name of the reason, such as `mailbox-unknown`. */
  reason: Name,
})
const link = of('link', { rel: Name, to: z.strictObject({ kind: RecordKind.default('complaint'), id: Id }) })
const file = of('file', { form: Name, data: facts })
const promise = of('promise', {
  what: freeText(),
  /** When it is due. */
  at: InstantInput,
  /** The promise that this one replaces (T-23). */
  renews: Id.optional(),
})
const close = of('close', { comment: freeText('record').optional() })
const reopen = of('reopen', { levels: z.array(Level).min(1), reason: freeText() })
const archive = of('archive', {})
const approve = of('approve', { approval: Id, comment: freeText('record').optional() })
const disapprove = of('disapprove', { approval: Id, reason: freeText('record') })

// ---- ownership -----------------------------------------------------------------------------------------------------

const assign = of('assign', {
  /** The accountable owner (处理人). */
  to: Id,
  /** Who works on it, when it is another (T-37). */
  worker: Id.optional(),
  /** Who watches over it. */
  monitor: Id.optional(),
  unit: Id.optional(),
})
const handOver = of('handOver', { to: Id, worker: Id.optional(), reason: freeText('record') })
const transfer = of('transfer', { unit: Id, misrouted: z.boolean().default(false), reason: freeText('record') })

// ---- level 1, the customer interface ------------------------------------------------------------------------------

const contact = of('contact', {
  channel: Name.optional(),
  summary: freeText().optional(),
  /** Solved in this very contact (TT-07, LS-06). */
  settled: z.boolean().default(false),
  /** Promises that this contact keeps: by calling in time, not by solving (T-23). */
  keeps: ids.optional(),
})
const establish = of('establish', {
  /** @defaultValue all allegations */
  allegations: ids.optional(),
  finding: Finding,
  liability: Liability,
  comment: freeText().optional(),
})
const propose = of('propose', {
  remedies: z.array(Remedy).min(1).max(20),
  /** `notNeeded`: a repair that nobody has to accept first. */
  acceptance: z.enum(['awaited', 'notNeeded']).default('awaited'),
  allegations: ids.optional(),
  comment: freeText().optional(),
})
const accept = of('accept', { comment: freeText().optional() })
const decline = of('decline', { reason: freeText().optional() })
const fulfil = of('fulfil', { summary: freeText().optional(), evidence: ids.optional() })
const callBack = of('callBack', {
  /** Unreachable and declined are never counted as satisfied (T-53). */
  outcome: z.enum(['satisfied', 'dissatisfied', 'unreachable', 'declined']),
  comment: freeText().optional(),
})
const review = of('review', {
  outcome: z.enum(['confirmed', 'revised']),
  remedies: z.array(Remedy).max(20).optional(),
  comment: freeText().optional(),
})
const finalise = of('finalise', {
  /** Which outside remedies the complainant was told of (T-43, TR-20). */
  remediesTold: z.array(Name).min(1),
  reason: freeText(),
})
const reject = of('reject', { basis: Name.optional(), reason: freeText() })
const refer = of('refer', { to: Id, reason: freeText() })
const withdraw = of('withdraw', { reason: freeText().optional() })
const merge = of('merge', { into: Id, reason: freeText().optional() })
const dispute = of('dispute', { reason: freeText() })

// ---- pace and ladder -----------------------------------------------------------------------------------------------

const suspend = of('suspend', {
  /** One of the policy's pause reasons. */
  reason: Name,
  /** @defaultValue the instant of the command; a past one only where the policy lets the command reach back */
  from: InstantInput.optional(),
  until: InstantInput.optional(),
  comment: freeText().optional(),
})
const resume = of('resume', { pause: Id.optional() })
const extend = of('extend', {
  obligation: Name,
  subject: Id.optional(),
  /** By a duration from the due instant, or to an instant. */
  by: Duration.optional(),
  to: InstantInput.optional(),
  /** The complainant agreed to the new date (T-22). */
  agreed: z.boolean().default(false),
  reason: freeText('record'),
})
/** What the complaint above allows; sent by it alone, each time that changes (T-76). */
const cap = of('cap', {
  /** The complaint above and the duty of it whose due instant this comes from. */
  complaint: Id,
  obligation: Name,
  /** The entry of the complaint above that says so: what a later entry has said stands. */
  seq: z.int().positive(),
  /** The latest due instant, itself included, in epoch milliseconds; absent: no longer any. */
  at: z.int().refine(isInstant).optional(),
  /** Complaints still further above, the nearest first, where the duty has its due instant from them. */
  above: z.array(Id).optional(),
})
const escalate = of('escalate', {
  /** @defaultValue the next rung */
  to: Name.optional(),
  reason: z.enum(['overdue', 'inability', 'request', 'scope', 'dissatisfaction', 'noRecipient', 'undelivered']),
  comment: freeText('record').optional(),
})

// ---- level 2, accountability ---------------------------------------------------------------------------------------

const attribute = of('attribute', {
  responsible: z.array(Responsible).min(1).max(20),
  comment: freeText('record').optional(),
})
const assess = of('assess', {
  /** The nature of the problem (性质): negligence, skill, process … in the policy's own names. */
  nature: Name,
  comment: freeText('record').optional(),
})
const decide = of('decide', {
  /** May be empty: that nobody is to be dealt with is a decision too. */
  measures: z.array(z.strictObject({ kind: Name, subject: Id, rule: Name.optional() })).max(50),
  comment: freeText('record').optional(),
})
const contest = of('contest', { reason: freeText('record') })
const rule = of('rule', { outcome: z.enum(['upheld', 'dismissed']), reason: freeText('record') })

// ---- level 3, improvement ------------------------------------------------------------------------------------------

const contain = of('contain', { what: freeText('record') })
const identifyCause = of('identifyCause', {
  causes: z
    .array(z.strictObject({ code: Name, statement: freeText('record') }))
    .min(1)
    .max(20),
})
const readAcross = of('readAcross', {
  /** Places that might share the cause, and whether they do (触类旁通, LP-05). */
  places: z
    .array(z.strictObject({ place: Id, affected: z.boolean() }))
    .min(1)
    .max(200),
  comment: freeText('record').optional(),
})
const plan = of('plan', {
  actions: z
    .array(
      z.strictObject({
        kind: z.enum(['corrective', 'preventive']),
        what: freeText('record'),
        owner: Id,
        due: InstantInput.optional(),
        place: Id.optional(),
      }),
    )
    .min(1)
    .max(100),
})
const completeAction = of('completeAction', { action: Id, evidence: ids.optional() })
const verifyEffect = of('verifyEffect', { effective: z.boolean(), evidence: freeText('record').optional() })

/**
 * Every command by its type: the schema of its payload. Commands are imperative verbs; see the glossary in
 * `src/domain/README.md`.
 */
export const commandSchemas = {
  register,
  classify,
  note,
  bounce,
  link,
  file,
  promise,
  close,
  reopen,
  archive,
  approve,
  disapprove,
  assign,
  handOver,
  transfer,
  contact,
  establish,
  propose,
  accept,
  decline,
  fulfil,
  callBack,
  review,
  finalise,
  reject,
  refer,
  withdraw,
  merge,
  dispute,
  suspend,
  resume,
  extend,
  cap,
  escalate,
  attribute,
  assess,
  decide,
  contest,
  rule,
  contain,
  identifyCause,
  readAcross,
  plan,
  completeAction,
  verifyEffect,
} as const

export type CommandType = keyof typeof commandSchemas

/** A command as it is decided on: parsed, defaults filled in, personal data taken out. */
export type Command = { [Type in CommandType]: z.output<(typeof commandSchemas)[Type]> }[CommandType]
/** One kind of command. */
export type CommandOf<Type extends CommandType> = Extract<Command, { type: Type }>
/** A command as a caller writes it. */
export type CommandInput = { [Type in CommandType]: z.input<(typeof commandSchemas)[Type]> }[CommandType]

const types: ReadonlySet<string> = new Set(Object.keys(commandSchemas))
export const isCommandType = (type: unknown): type is CommandType => typeof type === 'string' && types.has(type)

/** Commands that one record sends another, or the library by itself: which no policy can permit to anybody. */
export const internalCommands = ['cap', 'bounce'] as const
/** A command that a policy may permit. */
export type PermittedType = Exclude<CommandType, (typeof internalCommands)[number]>
const internal: ReadonlySet<string> = new Set(internalCommands)
export const isPermittedType = (type: unknown): type is PermittedType => isCommandType(type) && !internal.has(type)
/** Every command that a policy may permit. */
export const commandTypes: readonly PermittedType[] = Object.keys(commandSchemas).filter(isPermittedType)

/** Where each command holds personal data, without the facts and forms that a policy adds. */
export const commandPersonalPaths: Readonly<Record<CommandType, PersonalPaths>> = Object.fromEntries(
  Object.entries(commandSchemas).map(([type, schema]) => [type, personalPaths(schema)]),
) as Record<CommandType, PersonalPaths>

/** Fields in which a command names people; the engine asks the directory for them before anything is decided. */
export function personsNamed(command: Command): readonly string[] {
  switch (command.type) {
    case 'register':
      return command.against ?? []
    case 'assign':
      return [command.to, command.worker, command.monitor].filter((id) => id !== undefined)
    case 'handOver':
      return [command.to, command.worker].filter((id) => id !== undefined)
    case 'attribute':
      return command.responsible.filter((one) => one.kind === 'person').map((one) => one.id)
    case 'plan':
      return [...new Set(command.actions.map((action) => action.owner))]
    default:
      return []
  }
}
