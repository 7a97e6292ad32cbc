import type { Command, CommandOf, CommandType } from '../domain/commands.ts'
import { accountabilityReducers } from './accountability.ts'
import { customerInterfaceReducers } from './customer-interface.ts'
import { improvementReducers } from './improvement.ts'
import { ladderReducers } from './ladder.ts'
import { paceReducers } from './pace.ts'
import type { Reducers } from './reducer.ts'
import type { Step } from './step.ts'
import { wholeReducers } from './whole.ts'

const reducers: Reducers<CommandType> = {
  ...wholeReducers,
  ...customerInterfaceReducers,
  ...paceReducers,
  ...ladderReducers,
  ...accountabilityReducers,
  ...improvementReducers,
}

type CommandMap = { [Type in CommandType]: CommandOf<Type> }

const run = <Type extends CommandType>(type: Type, step: Step, command: CommandMap[Type]): void =>
  reducers[type](step, command)

/** Changes the data of a complaint by one command. */
export const reduce = (step: Step, command: Command): void => run(command.type, step, command)
