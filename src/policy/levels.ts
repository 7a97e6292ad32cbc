import type { ComplaintState } from '../domain/complaint.ts'
import type { Level } from '../domain/level.ts'
import { ask, type Case, expectBoolean } from './case.ts'
import type { Condition, LevelRule, PolicyDefinition } from './definition.ts'
import type { Issues } from './issues.ts'
import type { PolicyTypes } from './types.ts'

/** Which levels a complaint needs, when they open, and what they ask for. */
export interface LevelRules {
  isRequired(level: Level, c: Case, state: ComplaintState): boolean
  /** Signal that opens a level; `undefined`: the settlement of the level before. */
  opensOn(level: 'accountability' | 'improvement'): string | undefined
  needsCallBack(c: Case): boolean
  readonly reviews: readonly ('reviewer' | 'nextRung')[]
  needsReadAcross(c: Case): boolean
  needsMeasures(c: Case): boolean
  readonly closing: 'automatic' | 'manual'
}

export function compileLevels(
  definition: PolicyDefinition,
  issues: Issues,
  knownSignal: (path: string, name: string) => void,
  isPossible: (signal: string) => boolean,
): LevelRules {
  const { customerInterface = {}, accountability, improvement } = definition.levels ?? {}
  const question =
    (path: string, condition: Condition<PolicyTypes> | undefined, otherwise: boolean) =>
    (c: Case): boolean =>
      typeof condition === 'function' ? ask(definition.id, path, condition, c, expectBoolean) : (condition ?? otherwise)

  const opensOn = (level: 'accountability' | 'improvement', rule: LevelRule<PolicyTypes> | undefined) => {
    const opens = rule?.opens
    if (opens === undefined || opens === 'previousLevel') return undefined
    const path = `levels.${level}.opens`
    knownSignal(path, opens)
    const own = level === 'accountability' ? ACCOUNTABILITY_SIGNALS : IMPROVEMENT_SIGNALS
    if (own.includes(opens)) issues.add(path, `'${opens}' comes out of this very level, so it could never open`)
    else if (opens === 'closed' || opens === 'archived') {
      issues.add(path, `'${opens}' needs this level to be done, so it could never open`)
    } else if (!isPossible(opens)) issues.add(path, `'${opens}' never happens, so it could never open`)
    return opens
  }
  const signals = {
    accountability: opensOn('accountability', accountability),
    improvement: opensOn('improvement', improvement),
  }
  if (accountability !== undefined && improvement !== undefined) {
    const waitsOn2 = signals.improvement !== undefined && ACCOUNTABILITY_SIGNALS.includes(signals.improvement)
    const waitsOn3 = signals.accountability !== undefined && IMPROVEMENT_SIGNALS.includes(signals.accountability)
    if (waitsOn3 && (waitsOn2 || signals.improvement === undefined)) {
      issues.add('levels', 'accountability and improvement wait for each other, so neither could open')
    }
  }
  const required = {
    accountability: question('levels.accountability.required', accountability?.required, false),
    improvement: question('levels.improvement.required', improvement?.required, false),
  }
  return {
    // What was merged is accounted for and learnt from in the complaint that it was merged into (T-79).
    isRequired: (level, c, state) => level === 'customerInterface' || (state.ending !== 'merged' && required[level](c)),
    opensOn: (level) => signals[level],
    needsCallBack: question('levels.customerInterface.callBack', customerInterface.callBack, true),
    reviews: customerInterface.reviews ?? [],
    needsReadAcross: question('levels.improvement.readAcross', improvement?.readAcross, true),
    needsMeasures: question('levels.improvement.measures', improvement?.measures, true),
    closing: definition.closing ?? 'automatic',
  }
}

const ACCOUNTABILITY_SIGNALS: readonly string[] = [
  'opened:accountability',
  'settled:accountability',
  'waived:accountability',
  'attributed',
  'assessed',
  'decided',
  'contested',
  'ruled',
]
const IMPROVEMENT_SIGNALS: readonly string[] = [
  'opened:improvement',
  'settled:improvement',
  'waived:improvement',
  'contained',
  'causeIdentified',
  'readAcross',
  'planned',
  'actionCompleted',
  'implemented',
  'effective',
  'ineffective',
]
