export type { Awaitable, WordingOptions } from '../wording.ts'
export { type ChatRobotOptions, chatRobotChannel, type Robot } from './chat-robot-channel.ts'
export type { ChatVendor } from './dialect.ts'
