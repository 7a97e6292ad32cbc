import type { CommandOf } from '../../domain/commands.ts'
import type { ObligationClock } from '../../domain/complaint.ts'
import type { Obligation } from '../../policy/obligations.ts'
import { addToDue, dueOf, originalDueOf } from '../../time/clock.ts'
import { addWorkingTime } from '../../time/working-time.ts'
import { type Check, type Checked, type Checks, first, mustExist, type Objection, objection } from './check.ts'

const extend: Check<'extend'> = ({ policy, state, by, instant }, command) => {
  const obligation = policy.rules.obligations.all.get(command.obligation)
  const clocks = state.clocks.filter(
    (one) =>
      one.ended === undefined &&
      one.obligation === command.obligation &&
      (command.subject === undefined || one.subject === command.subject),
  )
  if (obligation === undefined || clocks.length === 0) {
    return mustExist('running deadline', command.obligation, false)
  }
  const { extension } = obligation
  if (extension === undefined || !(by.role === 'system' || extension.by.includes(by.role))) {
    return objection('notPermitted', `The role '${by.role}' may not extend '${obligation.id}'.`)
  }
  // Without a subject it is about every clock of the duty that runs, so it must be right for each.
  return first(...clocks.map((clock) => extendable(clock, obligation, extension, { state, instant }, command)))
}

function extendable(
  clock: ObligationClock,
  obligation: Obligation,
  extension: NonNullable<Obligation['extension']>,
  { state, instant }: Pick<Checked, 'state' | 'instant'>,
  command: CommandOf<'extend'>,
): Objection | undefined {
  const due = dueOf(clock, obligation, state.pauses)
  const original = originalDueOf(clock, obligation, state.pauses)
  if (due === undefined || original === undefined || !Number.isFinite(due)) {
    return objection('invalid', `'${obligation.id}' has no due instant that could be extended.`)
  }
  // Strictly before due: at the due instant it is too late to ask (T-13).
  if (instant >= due) return objection('tooLate', `'${obligation.id}' was due; an extension is asked for before that.`)
  if (extension.agreedOnly === true && !command.agreed) {
    return objection('invalid', `'${obligation.id}' is only extended to a date that the complainant agreed to.`)
  }
  if (extension.times !== undefined && (clock.extensions?.length ?? 0) >= extension.times) {
    return objection('limitReached', `'${obligation.id}' was extended ${extension.times} times, as often as it may be.`)
  }
  const extended = command.to ?? (command.by === undefined ? due : addToDue(due, command.by, obligation.calendar))
  if (extended <= due) return objection('invalid', 'An extension ends after the due instant that it extends.')
  const { cap } = clock
  if (cap !== undefined && extended > cap.at) {
    return objection(
      'limitReached',
      `'${obligation.id}' may not be extended beyond ${new Date(cap.at).toISOString()}, the cap that '${cap.obligation}' ` +
        `of complaint ${[cap.complaint, ...(cap.above ?? [])].join(', under ')} hands down; have that extended first.`,
    )
  }
  if (extension.most !== undefined && extended > addToDue(original, extension.most, obligation.calendar)) {
    return objection('limitReached', `'${obligation.id}' may not be extended that far.`)
  }
  return undefined
}

/** Checks of pauses, extensions and the ladder. */
export const paceChecks: Checks<'suspend' | 'resume' | 'extend' | 'escalate'> = {
  suspend({ policy, state, envelope, instant }, command) {
    const from = command.from ?? instant
    const reach = policy.rules.reachBack.get('suspend')
    return first(
      from < state.openedAt ? objection('invalid', 'A pause cannot begin before the complaint did.') : undefined,
      from < envelope.receivedAt &&
        (reach === undefined || addWorkingTime(from, reach, policy.rules.zone) < envelope.receivedAt)
        ? objection('tooLate', 'The policy does not let a pause begin so far in the past.')
        : undefined,
      command.until !== undefined && command.until <= from
        ? objection('invalid', 'A pause ends after it begins.')
        : undefined,
    )
  },
  resume: ({ state, instant }, command) =>
    command.pause === undefined
      ? state.pauses.some((one) => one.from <= instant && (one.until ?? Number.POSITIVE_INFINITY) > instant)
        ? undefined
        : objection('notFound', 'No pause is going on; name the future one that is meant.')
      : mustExist(
          'open pause',
          command.pause,
          state.pauses.some((one) => one.id === command.pause && (one.until ?? Number.POSITIVE_INFINITY) > instant),
        ),
  extend,
  escalate: ({ policy, state }, command) =>
    command.to === undefined || policy.rules.ladder.indexOf(command.to) > state.rung
      ? undefined
      : objection('invalid', `The complaint stands on '${policy.rules.ladder.rungs[state.rung]}'; it can only go up.`),
}
