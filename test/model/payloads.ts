import type { ActorStamp } from '../../src/domain/actor.ts'
import { type CommandInput, type CommandType, commandTypes, type PermittedType } from '../../src/domain/commands.ts'
import type { ComplaintState } from '../../src/domain/complaint.ts'
import { levels } from '../../src/domain/level.ts'
import type { ComplaintSnapshot } from '../../src/machine/complaint-machine.ts'
import type { Policy } from '../../src/policy/policy.ts'
import type { Model } from './model.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** A command as somebody sends it. */
export interface Sent {
  readonly command: CommandInput
  readonly by: ActorStamp
  /** How long after the step before. */
  readonly afterMs: number
}

const STEP_MS = 10 * MINUTE
/** Time passes here and there: over the edges of pauses, over deadlines. */
const REST_MS = 3 * HOUR

/** The complainant of every walk. */
export const CUSTOMER = 'customer-1'

type PayloadOf<Type extends CommandType> = Omit<Extract<CommandInput, { type: Type }>, 'type'>
interface Scene {
  readonly model: Model
  readonly state: ComplaintState
  /** When the command is sent. */
  readonly at: number
}
type Payloads = { readonly [Type in PermittedType]: (scene: Scene) => readonly PayloadOf<Type>[] }

const openApproval = (state: ComplaintState) => state.approvals.find((one) => one.state === 'open')
const openPromise = (state: ComplaintState) =>
  state.promises.find((one) => one.keptAt === undefined && one.renewedBy === undefined)
const openAction = (state: ComplaintState) =>
  state.improvement.actions.find((one) => one.completedAt === undefined && one.cycle === state.levels.improvement.cycle)
const remedy = ({ policy }: Model) => ({ kind: policy.rules.remedies.kinds?.[0] ?? 'apology' })
const personOf = (state: ComplaintState, role: string, turn: number): string =>
  state.against.some(({ id }) => id === `${role}-${turn}`) ? `${role}-${turn + 1}` : `${role}-${turn}`
const frontline = ({ policy }: Model): string => policy.rules.ladder.roleOf(0) ?? ''

/** What each command may say where the complaint stands: one payload for each branch that it may take. */
const payloads: Payloads = {
  register: ({ model }) =>
    Object.values(model.beginnings).map(({ facts }) => ({
      channel: 'phone',
      customer: { id: CUSTOMER, name: 'Wang Fang', contact: '138 0000 0000' },
      summary: 'The floppy drive reads nothing.',
      demand: 'Repair it.',
      unit: 'station-7',
      allegations: [{ text: 'I was told to find a cleaning disk myself.' }],
      against: ['technician-9'],
      facts,
    })),
  classify: ({ model }) => model.classifications,
  note: () => [{ text: 'He called again.' }],
  link: () => [{ rel: 'similar', to: { id: 'another-complaint' } }],
  file: ({ model }) => Object.entries(model.forms).map(([form, data]) => ({ form, data })),
  promise: ({ state, at }) => {
    const renews = openPromise(state)?.id
    return [{ what: 'We call you.', at: at + 2 * HOUR, ...(renews !== undefined && { renews }) }]
  },
  close: () => [{}],
  reopen: ({ state }) => {
    const required = levels.filter((level) => state.levels[level].required)
    return [required, ...required.map((level) => [level])].map((some) => ({ levels: some, reason: 'He wrote again.' }))
  },
  archive: () => [{}],
  approve: ({ state }) => [{ approval: openApproval(state)?.id ?? 'approval-1' }],
  disapprove: ({ state }) => [{ approval: openApproval(state)?.id ?? 'approval-1', reason: 'Too little.' }],
  assign: ({ model, state }) => [{ to: personOf(state, frontline(model), 1) }],
  handOver: ({ model, state }) => {
    const owner = state.ownership.find((one) => one.part === 'owner' && one.to === undefined)?.person.id
    const next = owner === `${frontline(model)}-1` ? 2 : 1
    return [{ to: personOf(state, frontline(model), next), reason: 'On leave.' }]
  },
  transfer: ({ state }) => [{ unit: state.unit === 'station-7' ? 'station-8' : 'station-7', reason: 'Not ours.' }],
  contact: ({ state }) => {
    const keeps = openPromise(state)?.id
    return [{ summary: 'Heard him.', ...(keeps !== undefined && { keeps: [keeps] }) }, { settled: true }]
  },
  establish: () => [
    { finding: 'notProven', liability: 'customer' },
    { finding: 'upheld', liability: 'ours', allegations: ['a1'] },
  ],
  propose: ({ model }) => [
    { remedies: [remedy(model)], acceptance: 'awaited' },
    { remedies: [remedy(model)], acceptance: 'notNeeded' },
  ],
  accept: () => [{}],
  decline: () => [{ reason: 'Not enough.' }],
  fulfil: () => [{ summary: 'Done.' }],
  callBack: () => [
    { outcome: 'satisfied' },
    { outcome: 'dissatisfied' },
    { outcome: 'unreachable' },
    { outcome: 'declined' },
  ],
  review: () => [{ outcome: 'confirmed' }, { outcome: 'revised' }],
  finalise: () => [{ remediesTold: ['court'], reason: 'No agreement.' }],
  reject: () => [{ reason: 'Not our product.' }],
  refer: () => [{ to: 'ombudsman', reason: 'Theirs to decide.' }],
  withdraw: () => [{ reason: 'He changed his mind.' }],
  merge: () => [{ into: 'another-complaint' }],
  dispute: () => [{ reason: 'It broke again.' }],
  suspend: ({ model, at }) =>
    model.policy.rules.pauseReasons.flatMap((reason) => [
      { reason },
      { reason, from: at + 2 * HOUR, until: at + 4 * HOUR },
    ]),
  resume: ({ state, at }) => {
    const coming = state.pauses.find((pause) => pause.from > at)
    return [{}, ...(coming === undefined ? [] : [{ pause: coming.id }])]
  },
  extend: ({ model, state }) => {
    const extendable = [...model.policy.rules.obligations.all.values()].filter((one) => one.extension !== undefined)
    const running = extendable.filter(({ id }) =>
      state.clocks.some((clock) => clock.obligation === id && clock.ended === undefined),
    )
    return running.map(({ id }) => ({ obligation: id, by: { workingDays: 2 }, reason: 'Parts are late.' }))
  },
  escalate: ({ model }) => [
    { reason: 'request' },
    { to: model.policy.rules.ladder.rungs.at(-1) ?? '', reason: 'scope' },
  ],
  attribute: () => [{ responsible: [{ kind: 'person', id: 'technician-9', first: true }] }],
  assess: () => [{ nature: 'negligence' }],
  decide: ({ model }) => [
    { measures: [{ kind: model.policy.rules.sanctions.kinds?.[0] ?? 'training', subject: 'technician-9' }] },
    { measures: [] },
  ],
  contest: () => [{ reason: 'I was told to.' }],
  rule: () => [
    { outcome: 'upheld', reason: 'He was told to.' },
    { outcome: 'dismissed', reason: 'He was not.' },
  ],
  contain: () => [{ what: 'Disks put out at the counter.' }],
  identifyCause: () => [{ causes: [{ code: 'no-disks', statement: 'The station had no disks.' }] }],
  readAcross: () => [{ places: [{ place: 'station-8', affected: true }] }],
  plan: ({ at }) => [
    { actions: [{ kind: 'corrective', what: 'Order disks.', owner: 'quality-1', due: at + 10 * DAY }] },
  ],
  completeAction: ({ state }) => [{ action: openAction(state)?.id ?? 'action-1' }],
  verifyEffect: () => [{ effective: true }, { effective: false }],
}

/** The commands that somebody may sensibly send next, of one type or of every type. */
export function commandsFor(
  model: Model,
  snapshot: ComplaintSnapshot,
  at: number,
  types: readonly PermittedType[] = commandTypes,
): readonly Sent[] {
  const state = snapshot.context.complaint
  return types.flatMap((type) => {
    const by = senderOf(model.policy, state, type)
    if (by === undefined) return []
    const afters = type === 'note' ? [STEP_MS, REST_MS] : [STEP_MS]
    return afters.flatMap((afterMs) =>
      payloadsOf(type, { model, state, at: at + afterMs }).map((command) => ({ command, by, afterMs })),
    )
  })
}

/** What a command of a type may say where the complaint stands; nothing when the policy leaves nothing to say. */
export const payloadsOf = (type: PermittedType, scene: Scene): readonly CommandInput[] =>
  payloads[type](scene).map((payload) => ({ type, ...payload }) as CommandInput)

/** Somebody whom the policy and the case let send a command of a type; `undefined` where the policy lets nobody. */
export function senderOf(policy: Policy, state: ComplaintState, type: CommandType): ActorStamp | undefined {
  const { permissions, approvals, obligations, ladder } = policy.rules
  const asked = openApproval(state)?.of
  const extenders = [...obligations.all.values()].flatMap((one) => one.extension?.by ?? [])
  const roles = permissions.roles.filter(
    (role) =>
      permissions.may(role, type) &&
      ((type !== 'approve' && type !== 'disapprove') || asked === undefined || approvals.mayDecide(asked, role)) &&
      (type !== 'extend' || extenders.includes(role)),
  )
  const [role] = ['all', 'unit', 'assigned', 'complainant'].flatMap((sight) =>
    roles.filter((one) => permissions.sightOf(one) === sight),
  )
  if (role === undefined) return undefined
  const owner = state.ownership.find((one) => one.part === 'owner' && one.to === undefined)?.person.id
  const isOwner = role === ladder.roleOf(0) && owner !== undefined
  return {
    id: isOwner ? owner : nameOf(role, type, state),
    role,
    ...(state.unit !== undefined && { unit: state.unit }),
  }
}

/** Reviewers change with each round; whoever decides did not ask. */
function nameOf(role: string, type: CommandType, state: ComplaintState): string {
  if (role === 'customer') return CUSTOMER
  if (type === 'review') return `${role}-review-${state.reviewers.length + 1}`
  return type === 'approve' || type === 'disapprove' ? `${role}-decider` : `${role}-1`
}
