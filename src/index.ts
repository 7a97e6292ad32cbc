export { consoleChannel } from './channels/console/console-channel.ts'
export { type Channel, type Content, type Delivery, DeliveryError } from './channels/contract.ts'
export { type MemoryChannel, memoryChannel } from './channels/memory/memory-channel.ts'
export { type Clock, type SimulatedClock, simulatedClock, systemClock } from './clock.ts'
export type { ComingFiring, Forecast, SilentClock } from './core/coming.ts'
export type { ClockExplanation, Explanation } from './core/explanation.ts'
export type { ComplaintId, ComplaintView, DueView, LevelView } from './core/view.ts'
export { type Actor, anonymous, Person, system } from './domain/actor.ts'
export { type Command, type CommandType, commandSchemas, commandTypes } from './domain/commands.ts'
export type { ClockEvent, ComplaintContext, ComplaintState, ObligationClock, Turn } from './domain/complaint.ts'
export type { Language } from './domain/language.ts'
export { Confidentiality, Ending, Level, type RecordKey, type RecordKind } from './domain/level.ts'
export { type PersonalMark, personal } from './domain/personal.ts'
export type { HistoryEntry, PersonalRow } from './domain/record.ts'
export type { SignalName } from './domain/signals.ts'
export { createRedress } from './engine/create-redress.ts'
export { type Directory, Known, type Membership } from './engine/directory.ts'
export type { RedressEvent } from './engine/events.ts'
export type { ClockEventView, HistoryLine } from './engine/history-view.ts'
export type { Conditions, ListQuery } from './engine/list-query.ts'
export type { RedressOptions, WorkerOptions } from './engine/options.ts'
export type { PersonalView } from './engine/personal-view.ts'
export type { HistoryRange, ListPage, Verified } from './engine/reader.ts'
export type { MovedDeadline, Recomputation } from './engine/recompute.ts'
export type {
  Answer,
  By,
  ChannelDepth,
  CommandOptions,
  CommandTo,
  DueRun,
  ErasureSubject,
  OfTenant,
  OwnTransaction,
  RecomputeOptions,
  Redress,
  RedressOn,
  StuckRecord,
  Submission,
  SubmitOptions,
  TransactionalRedress,
  Transactions,
  Tried,
  TypesOf,
} from './engine/redress.ts'
export { type Listed, staticDirectory } from './engine/static-directory.ts'
export { type HistoryHead, type Verification, verifyHistory } from './engine/verify-history.ts'
export {
  type ErrorCode,
  type ErrorDetails,
  errorCodes,
  type InputIssue,
  isRedressError,
  RedressError,
  type RefusalDetails,
  type RefusalReason,
} from './errors.ts'
export { countingIds, type IdSource, randomIds } from './ids.ts'
export { type ComplaintMachine, complaintMachine } from './machine/complaint-machine.ts'
export type { ComplaintEvent, ComplaintInput } from './machine/setup.ts'
export type { Case } from './policy/case.ts'
export { definePolicy, type FormsShape, type TypesFrom } from './policy/define-policy.ts'
export type {
  Label,
  NotificationRule,
  ObligationRule,
  PolicyDefinition,
  Rung,
  Scale,
  Sight,
} from './policy/definition.ts'
export { type ExtendedTypes, extendPolicy } from './policy/extend-policy.ts'
export type { Policy, PolicyActor, PolicyCommand, PolicySubmission } from './policy/policy.ts'
export {
  type LetterKind,
  type TemplateText,
  type TemplateVariable,
  template,
  type VariableOf,
} from './policy/template-text.ts'
export type { PolicyTypes, PublicFacts, SignalOf } from './policy/types.ts'
export type {
  Change,
  Claim,
  Claimed,
  ClockRow,
  Columns,
  CommitOutcome,
  CountBy,
  EntriesFrom,
  Link,
  MessageContent,
  MessageQuery,
  MessageResult,
  MessageState,
  MessageStatus,
  OutboxMessage,
  Page,
  Query,
  QueryOrder,
  Store,
  StoredRecord,
  TransactionalStore,
} from './stores/contract.ts'
export { memoryStore } from './stores/memory/memory-store.ts'
export { always, alwaysIn, type Calendar, type CalendarSpec, calendar } from './time/calendar.ts'
export { Duration } from './time/duration.ts'
export type { Instant, Interval } from './time/interval.ts'
export type { Counted, ReckoningStep } from './time/reckoning.ts'
export { addWorkingTime, nextOpening, workingIntervals, workingTimeBetween } from './time/working-time.ts'
