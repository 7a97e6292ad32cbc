import type { Command, CommandOf, CommandType } from '../domain/commands.ts'
import type { Reducers } from './reducer.ts'
import { accountabilityReducers } from './reducers/accountability.ts'
import { customerInterfaceReducers } from './reducers/customer-interface.ts'
import { improvementReducers } from './reducers/improvement.ts'
import { ladderReducers } from './reducers/ladder.ts'
import { paceReducers } from './reducers/pace.ts'
import { wholeReducers } from './reducers/whole.ts'
import type { Step } from './step.ts'

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
