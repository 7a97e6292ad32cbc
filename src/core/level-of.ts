import type { CommandType } from '../domain/commands.ts'
import type { Level } from '../domain/level.ts'

const LEVELS: { readonly [Type in CommandType]?: Level } = {
  register: 'customerInterface',
  contact: 'customerInterface',
  establish: 'customerInterface',
  propose: 'customerInterface',
  accept: 'customerInterface',
  decline: 'customerInterface',
  fulfil: 'customerInterface',
  callBack: 'customerInterface',
  review: 'customerInterface',
  finalise: 'customerInterface',
  reject: 'customerInterface',
  refer: 'customerInterface',
  withdraw: 'customerInterface',
  merge: 'customerInterface',
  dispute: 'customerInterface',
  attribute: 'accountability',
  assess: 'accountability',
  decide: 'accountability',
  contest: 'accountability',
  rule: 'accountability',
  contain: 'improvement',
  identifyCause: 'improvement',
  readAcross: 'improvement',
  plan: 'improvement',
  completeAction: 'improvement',
  verifyEffect: 'improvement',
}

/** The level that a command belongs to; `undefined` for those that concern the complaint as a whole. */
export const levelOf = (type: CommandType): Level | undefined => LEVELS[type]
