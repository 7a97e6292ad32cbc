import type { CommandOf, CommandType } from '../domain/commands.ts'
import type { Step } from './step.ts'

/** What a command changes in the data of a complaint. Where it goes is the chart's business. */
export type Reducer<Type extends CommandType> = (step: Step, command: CommandOf<Type>) => void

/** Reducers of some commands, by type. */
export type Reducers<Type extends CommandType> = { readonly [T in Type]: Reducer<T> }
