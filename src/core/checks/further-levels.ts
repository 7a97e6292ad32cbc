import { type Checks, first, mustExist } from './check.ts'
import { notAccused, notResponsible } from './conflict.ts'

/** Checks of the commands of levels 2 and 3. */
export const furtherLevelChecks: Checks<'attribute' | 'assess' | 'decide' | 'rule' | 'completeAction'> = {
  attribute: ({ state, by }) => notAccused(state, by, 'say who was responsible'),
  assess: ({ state, by }) => first(notResponsible(state, by, 'judge it'), notAccused(state, by, 'judge it')),
  decide: ({ state, by }) => first(notResponsible(state, by, 'decide on it'), notAccused(state, by, 'decide on it')),
  rule: ({ state, by }) => first(notResponsible(state, by, 'rule on it'), notAccused(state, by, 'rule on it')),
  completeAction: ({ state }, command) =>
    mustExist(
      'open action',
      command.action,
      state.improvement.actions.some(
        (one) =>
          one.id === command.action && one.completedAt === undefined && one.cycle === state.levels.improvement.cycle,
      ),
    ),
}
