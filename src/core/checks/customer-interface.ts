import { allegationsExist, type Checks, first, mustExist, objection } from './check.ts'
import { notAccused, notSameAs } from './conflict.ts'

/** Checks of level 1's commands. */
export const customerInterfaceChecks: Checks<
  'contact' | 'establish' | 'propose' | 'fulfil' | 'callBack' | 'review' | 'finalise' | 'reject' | 'refer' | 'merge'
> = {
  contact({ state, snapshot, by }, command) {
    const kept = (command.keeps ?? []).map((id) => {
      const promise = state.promises.find((one) => one.id === id)
      return promise === undefined
        ? mustExist('promise', id, false)
        : promise.keptAt === undefined && promise.renewedBy === undefined
          ? undefined
          : objection('invalid', `Promise '${id}' was kept or renewed already.`)
    })
    // After a re-review the complainant is asked again; a contact cannot pass him over (T-20).
    const early =
      state.reviews === 0 && SETTLED_AT_CONTACT.some((name) => snapshot.matches({ open: { customerInterface: name } }))
    return first(
      notAccused(state, by, 'speak for the company'),
      ...kept,
      command.settled && !early
        ? objection(
            'invalid',
            'Only before a re-review, and while nothing is on offer, can a contact settle the matter by itself.',
          )
        : undefined,
    )
  },
  establish: ({ state, by }, command) =>
    first(notAccused(state, by, 'judge it'), allegationsExist(state, command.allegations)),
  propose: ({ state, by }, command) =>
    first(notAccused(state, by, 'offer anything'), allegationsExist(state, command.allegations)),
  fulfil: ({ state, by }) => notAccused(state, by, 'handle it'),
  callBack: ({ state, by }) => notAccused(state, by, 'ask whether it is settled'),
  review({ state, by }) {
    const handlers = state.ownership.filter((one) => one.part !== 'monitor').map((one) => one.person)
    return first(
      notSameAs(handlers, by, 'review it', 'handled the complaint'),
      notSameAs(state.reviewers, by, 'review it again', 'reviewed it before'),
      notAccused(state, by, 'review it'),
    )
  },
  finalise: ({ state, by }) => notAccused(state, by, 'end it'),
  reject: ({ state, by }) => notAccused(state, by, 'end it'),
  refer: ({ state, by }) => notAccused(state, by, 'end it'),
  merge: ({ state, by }, command) =>
    first(
      notAccused(state, by, 'end it'),
      command.into === state.id ? objection('invalid', 'A complaint cannot be merged into itself.') : undefined,
    ),
}

const SETTLED_AT_CONTACT = ['unassigned', 'assigned', 'handling'] as const
