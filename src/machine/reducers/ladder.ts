import type { Reducers } from '../reducer.ts'

/** What escalating changes in the data. */
export const ladderReducers: Reducers<'escalate'> = {
  escalate(step, { to }) {
    step.climb(to === undefined ? step.state.rung + 1 : step.policy.rules.ladder.indexOf(to))
  },
}
