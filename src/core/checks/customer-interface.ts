import { allegationsExist, type Checks, first, mustExist, objection } from './check.ts'
import { notAccused, notSameAs } from './conflict.ts'

/** Checks of level 1's commands. */
export const customerInterfaceChecks: Checks<'contact' | 'establish' | 'propose' | 'review' | 'merge'> = {
  contact({ state, snapshot }, command) {
    const kept = (command.keeps ?? []).map((id) => {
      const promise = state.promises.find((one) => one.id === id)
      return promise === undefined
        ? mustExist('promise', id, false)
        : promise.keptAt === undefined && promise.renewedBy === undefined
          ? undefined
          : objection('invalid', `Promise '${id}' was kept or renewed already.`)
    })
    const early = SETTLED_AT_CONTACT.some((name) => snapshot.matches({ open: { customerInterface: name } }))
    return first(
      ...kept,
      command.settled && !early
        ? objection('notPossible', 'Only before anything was offered can a contact settle the matter by itself.')
        : undefined,
    )
  },
  establish: ({ state }, command) => allegationsExist(state, command.allegations),
  propose: ({ state }, command) => allegationsExist(state, command.allegations),
  review({ state, by }) {
    const handlers = state.ownership.filter((one) => one.part !== 'monitor').map((one) => one.person)
    return first(
      notSameAs(handlers, by, 'review it', 'handled the complaint'),
      notSameAs(state.reviewers, by, 'review it again', 'reviewed it before'),
      notAccused(state, by, 'review it'),
    )
  },
  merge: ({ state }, command) =>
    command.into === state.id ? objection('invalid', 'A complaint cannot be merged into itself.') : undefined,
}

const SETTLED_AT_CONTACT = ['unassigned', 'assigned', 'handling'] as const
