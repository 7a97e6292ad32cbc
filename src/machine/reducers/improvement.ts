import { given } from '../../domain/json.ts'
import type { Reducers } from '../reducer.ts'
import type { Step } from '../step.ts'

const LEVEL = 'improvement'

/** What level 3's commands change in the data. */
export const improvementReducers: Reducers<
  'contain' | 'identifyCause' | 'readAcross' | 'plan' | 'completeAction' | 'verifyEffect'
> = {
  contain(step) {
    step.signal('contained')
  },
  identifyCause(step, { causes }) {
    const known = step.state.improvement.causes
    step.set({
      improvement: {
        ...step.state.improvement,
        causes: [
          ...known,
          ...causes.map(({ code }, i) => ({ id: `cause-${known.length + i + 1}`, code, cycle: cycleOf(step) })),
        ],
      },
    })
    step.mark(LEVEL, 'causeIdentified')
    step.signal('causeIdentified')
    lookAtAnalysis(step)
  },
  readAcross(step, { places }) {
    const { improvement: known } = step.state
    const added = places.map(({ place, affected }) => ({ place, affected, cycle: cycleOf(step) }))
    step.set({ improvement: { ...known, places: [...known.places, ...added] } })
    step.mark(LEVEL, 'readAcross')
    step.signal('readAcross')
    lookAtAnalysis(step)
  },
  plan(step, { actions }) {
    const { improvement: known } = step.state
    const added = actions.map(({ kind, owner, due, place }, i) => ({
      id: `action-${known.actions.length + i + 1}`,
      kind,
      owner: step.person(owner),
      cycle: cycleOf(step),
      ...given({ due, place }),
    }))
    step.set({ improvement: { ...known, actions: [...known.actions, ...added] } })
    for (const { id } of added) step.signal('planned', id)
  },
  completeAction(step, { action }) {
    const { improvement: known } = step.state
    const actions = known.actions.map((one) => (one.id === action ? { ...one, completedAt: step.instant } : one))
    step.set({ improvement: { ...known, actions } })
    step.signal('actionCompleted', action)
    if (actions.every((one) => one.cycle !== cycleOf(step) || one.completedAt !== undefined)) step.signal('implemented')
  },
  verifyEffect(step, { effective }) {
    if (effective) {
      step.signal('effective')
      return
    }
    // What did not help is analysed afresh; the causes, places and actions of the cycle before stay as they were.
    step.setLevel(LEVEL, { cycle: cycleOf(step) + 1, steps: {} })
    step.signal('ineffective')
  },
}

const cycleOf = (step: Step): number => step.state.levels[LEVEL].cycle

/** Whether the analysis is complete, and whether measures have to follow. */
function lookAtAnalysis(step: Step): void {
  const { levels } = step.policy.rules
  const { steps } = step.state.levels[LEVEL]
  if (steps['causeIdentified'] === undefined) return
  if (steps['readAcross'] === undefined && levels.needsReadAcross(step.case)) return
  step.mark(LEVEL, 'analysed', ...(levels.needsMeasures(step.case) ? ['needsMeasures'] : []))
}
