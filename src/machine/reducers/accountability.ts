import { given } from '../../domain/json.ts'
import type { Reducers } from '../reducer.ts'

/** What level 2's commands change in the data. */
export const accountabilityReducers: Reducers<'attribute' | 'assess' | 'decide' | 'contest' | 'rule'> = {
  attribute(step, { responsible }) {
    step.set({
      accountability: {
        responsible: responsible.map(({ kind, id, first }) => ({
          kind,
          id,
          ...given({ first, person: kind === 'person' ? step.person(id) : undefined }),
        })),
      },
    })
    step.signal('attributed')
  },
  assess(step, { nature }) {
    step.set({ accountability: { ...step.state.accountability, nature } })
    step.signal('assessed')
  },
  decide(step, { measures }) {
    step.set({
      accountability: {
        ...step.state.accountability,
        measures: measures.map(({ kind, subject, rule }) => ({ kind, subject, ...given({ rule }) })),
      },
    })
    step.signal('decided')
  },
  contest(step) {
    step.signal('contested')
  },
  rule(step, { outcome }) {
    if (outcome === 'upheld') step.set({ accountability: { ...step.state.accountability, measures: [] } })
    step.signal('ruled')
  },
}
