export type { Awaitable, WordingOptions } from '../wording.ts'
export { type EmailChannelOptions, emailChannel } from './email-channel.ts'
export type { Mail, TransporterLike } from './transporter.ts'
