import { isSamePerson } from '../../domain/actor.ts'
import type { CommandOf } from '../../domain/commands.ts'
import { levels } from '../../domain/level.ts'
import { allegationsExist, type Checked, type Checks, first, mustExist, type Objection, objection } from './check.ts'
import { notAccused, notSameAs } from './conflict.ts'

/** Checks of the commands that concern the complaint as a whole. */
export const wholeChecks: Checks<
  'classify' | 'link' | 'promise' | 'assign' | 'handOver' | 'approve' | 'disapprove' | 'reopen'
> = {
  classify: ({ state }, command) =>
    command.allegation === undefined ? undefined : allegationsExist(state, [command.allegation]),
  link: ({ state }, command) =>
    command.to.kind === 'complaint' && command.to.id === state.id
      ? objection('invalid', 'A complaint cannot be linked to itself.')
      : undefined,
  promise({ state, instant }, command) {
    const renewed = state.promises.find((one) => one.id === command.renews)
    return first(
      command.at > instant ? undefined : objection('tooLate', 'A promise is made for a later instant than its own.'),
      command.renews === undefined ? undefined : mustExist('promise', command.renews, renewed !== undefined),
      renewed?.keptAt === undefined && renewed?.renewedBy === undefined
        ? undefined
        : objection('invalid', `Promise '${renewed.id}' was kept or renewed already.`),
    )
  },
  assign: (checked, { to, worker, monitor }) => handlers(checked, [to, worker, monitor]),
  handOver: (checked, { to, worker }) =>
    first(
      handlers(checked, [to, worker]),
      ownersOf(checked).some((owner) => owner.id === to)
        ? objection('invalid', `'${to}' is the owner already.`)
        : undefined,
    ),
  approve: decider,
  disapprove: decider,
  reopen({ state }, command) {
    const needless = command.levels.find((level) => !state.levels[level].required)
    return needless === undefined
      ? undefined
      : objection(
          'invalid',
          `The policy does not ask for ${needless} in this complaint; it can reopen ` +
            `${levels.filter((level) => state.levels[level].required).join(', ')}.`,
        )
  },
}

const ownersOf = ({ state }: Checked) =>
  state.ownership.filter((one) => one.part === 'owner' && one.to === undefined).map((one) => one.person)

const handlers = ({ state, envelope }: Checked, ids: readonly (string | undefined)[]) =>
  first(
    ...ids
      .filter((id) => id !== undefined)
      .map((id) => notAccused(state, envelope.persons?.[id] ?? { id }, 'handle it')),
  )

function decider({ policy, state, by }: Checked, command: CommandOf<'approve' | 'disapprove'>): Objection | undefined {
  const approval = state.approvals.find((one) => one.id === command.approval && one.state === 'open')
  if (approval === undefined) return mustExist('open approval', command.approval, false)
  return first(
    by.role === 'system' || policy.rules.approvals.mayDecide(approval.of, by.role)
      ? undefined
      : objection('notPermitted', `The role '${by.role}' does not decide on '${approval.of}'.`),
    isSamePerson(approval.proposer, by)
      ? notSameAs([approval.proposer], by, 'decide on it', 'asked for the approval')
      : undefined,
    notAccused(state, by, 'decide on it'),
  )
}
