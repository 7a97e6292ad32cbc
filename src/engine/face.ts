import type { Forecast } from '../core/coming.ts'
import type { Written } from '../core/decision.ts'
import type { Explanation } from '../core/explanation.ts'
import { type ComplaintView, viewOf } from '../core/view.ts'
import { DEFAULT_TENANT, Id } from '../domain/actor.ts'
import { isRedressError, RedressError, type RefusalDetails } from '../errors.ts'
import type { Policy } from '../policy/policy.ts'
import type { MessageStatus, Page } from '../stores/contract.ts'
import { refuseTransaction, transactionInvalid } from '../stores/own-transaction.ts'
import { bounce } from './bounces.ts'
import type { Desk } from './desk.ts'
import type { HistoryLine } from './history-view.ts'
import { readConditions } from './list-query.ts'
import type { Performed, Performer } from './performer.ts'
import { type SendOptions, takeCall, textOf } from './prepare.ts'
import {
  type ComplaintDetails,
  complaintKey,
  createReader,
  type HistoryRange,
  type ListPage,
  queryInvalid,
  type Verified,
} from './reader.ts'
import type { Recomputation } from './recompute.ts'
import type { ChannelDepth, DueRun, ErasureSubject, OfTenant, Redress, StuckRecord } from './redress.ts'
import { subjectOf } from './seal.ts'

/** A view with what became of the command. */
type Answered = ComplaintView & { readonly duplicate?: true }

type Run = <T>(call: () => Promise<T>) => Promise<T>

/** What writes. */
interface Commands {
  submit(complaint: unknown, options: SendOptions): Promise<Answered>
  send(id: string, command: unknown, options: SendOptions): Promise<Answered>
  trySend(
    id: string,
    command: unknown,
    options: SendOptions,
  ): Promise<{ ok: true; complaint: Answered } | { ok: false; refusal: RefusalDetails }>
}

/** `Redress` without the types of a policy: what runs. */
export interface Face extends Commands, Record<Exclude<keyof Redress, keyof Commands>, unknown> {
  transaction(work: (own: Commands & { readonly db: unknown }) => Promise<unknown>): Promise<unknown>
  get(id: string, options: { by?: unknown }): Promise<ComplaintDetails>
  list(query: unknown, options: { by?: unknown }): Promise<ListPage>
  count(query: unknown, options: { by?: unknown; per?: unknown }): Promise<number | Readonly<Record<string, number>>>
  history(id: string, options: { by?: unknown } & HistoryRange): Promise<readonly HistoryLine[]>
  explain(id: string, obligation: string, options: { by?: unknown }): Promise<Explanation>
  forecast(id: string, options: { by?: unknown }): Promise<Forecast>
  verify(id: string, options: { by?: unknown }): Promise<Verified>
  erase(subject: ErasureSubject, options?: OfTenant): Promise<readonly string[]>
  stuck(options?: OfTenant & { limit?: number }): Promise<readonly StuckRecord[]>
  deadMessages(options?: OfTenant & { limit?: number; after?: string }): Promise<Page<MessageStatus>>
  redeliver(keys: readonly string[], options?: OfTenant): Promise<number>
  messageFailed(key: string, options: OfTenant & { reason?: unknown; escalate?: unknown }): Promise<boolean>
  outbox(options?: OfTenant): Promise<readonly ChannelDepth[]>
  recompute(options?: OfTenant & { where?: unknown; dryRun?: boolean }): Promise<Recomputation>
  start(): Promise<void>
  stop(): Promise<void>
  runDue(): Promise<DueRun>
  for(policy: Policy): Face
}

/** The methods of a desk, for all policies or for one. */
export function createFace(desk: Desk, only?: string): Face {
  const { settings, registry, records, performer, inTransaction, lifecycle } = desk
  const { store, clock } = settings
  const reader = createReader(store, records, only)
  const listed = registry.latest.filter((policy) => only === undefined || policy.id === only)

  const answer = ({ head, prepared, duplicate }: Performed): Answered => {
    const view = viewOf(head.policy, head.live, prepared.by)
    return duplicate ? Object.assign(view, { duplicate: true as const }) : view
  }

  /** The three methods that write, by way of a performer. */
  const commands = (run: Run, performerOf: (options: SendOptions) => Performer): Commands => {
    const send: Commands['send'] = (id, command, options) =>
      run(async () => {
        const call = takeCall(command, options, clock.now(), only)
        return answer(await performerOf(options).send(complaintKey(id, call.by), call))
      })
    return {
      submit: (complaint, options) =>
        run(async () => {
          const receivedAt = clock.now()
          const { policy: id, ...rest } = isObject(complaint) ? complaint : { policy: undefined }
          if (only !== undefined && id !== only) throw anotherPolicy(id, only)
          const policy = registry.currentOf(textOf(id))
          const call = takeCall({ ...rest, type: 'register' }, options, receivedAt, only)
          return answer(await performerOf(options).submit(policy, call))
        }),
      send,
      async trySend(id, command, options) {
        try {
          return { ok: true, complaint: await send(id, command, options) }
        } catch (error) {
          if (!isRedressError(error, 'COMMAND_REFUSED')) throw error
          return { ok: false, refusal: error.details }
        }
      },
    }
  }

  return {
    ...commands(lifecycle.run, (options) =>
      options?.tx === undefined ? performer : inTransaction.performer(options.tx),
    ),
    transaction: (work) =>
      lifecycle.run(async () => {
        if (typeof work !== 'function') {
          throw transactionInvalid('A transaction needs a function that does its work.', 'no function')
        }
        if (store.transaction === undefined) refuseTransaction(work)
        const written: Written[] = []
        let isOver = false
        const run: Run = async (call) => {
          if (isOver) throw transactionInvalid('This transaction is over. Begin a new one.', 'over')
          return call()
        }
        const result = await store.transaction?.(async (db) => {
          try {
            return await work({ db, ...commands(run, () => inTransaction.performer(db, (one) => written.push(one))) })
          } finally {
            isOver = true
          }
        })
        written.forEach(desk.ringFor)
        return result
      }),
    get: (id, options) => lifecycle.run(() => reader.get(id, options?.by)),
    list: (query, options) => lifecycle.run(() => reader.list(listed, query, options?.by, clock.now())),
    count: (query, options) => lifecycle.run(() => reader.count(listed, query, options ?? {}, clock.now())),
    history: (id, options) => lifecycle.run(() => reader.history(id, options?.by, options ?? {})),
    explain: (id, obligation, options) => lifecycle.run(() => reader.explain(id, obligation, options?.by)),
    forecast: (id, options) => lifecycle.run(() => reader.forecast(id, options?.by, clock.now())),
    verify: (id, options) => lifecycle.run(() => reader.verify(id, options?.by)),
    erase: (subject, options) =>
      lifecycle.run(async () => {
        const keys = await store.erase(tenantIn(options), markOf(subject))
        return [...new Set(keys.map(({ id }) => id))]
      }),
    stuck: (options) =>
      lifecycle.run(async () => {
        const found = await store.deferred(tenantIn(options), mostIn(options?.limit))
        return found.map(({ key: { kind, id }, attempts, until, error }) => ({
          kind,
          id,
          attempts,
          until: new Date(until),
          error,
        }))
      }),
    deadMessages: (options) =>
      lifecycle.run(() => {
        const { limit, after } = options ?? {}
        return store.messages({
          tenant: tenantIn(options),
          state: 'dead',
          ...(limit !== undefined && { limit }),
          ...(after !== undefined && { after }),
        })
      }),
    redeliver: (keys, options) =>
      lifecycle.run(async () => {
        const at = clock.now()
        const count = await store.redeliver(tenantIn(options), keysIn(keys), at)
        desk.messages.ring(at)
        return count
      }),
    messageFailed: (key, options) =>
      lifecycle.run(() =>
        bounce({ tenant: tenantIn(options), key, reason: options?.reason, escalate: options?.escalate }, desk),
      ),
    outbox: (options) =>
      lifecycle.run(async () => {
        const now = clock.now()
        return (await store.outbox(tenantIn(options))).map(({ channel, pending, dead, oldestSendAt }) => ({
          channel,
          pending,
          dead,
          lateMs: oldestSendAt === undefined ? 0 : Math.max(0, now - oldestSendAt),
        }))
      }),
    recompute: (options) =>
      lifecycle.run(() => {
        const tenant = tenantIn(options)
        const query = { status: ['open'], ...readConditions(options?.where ?? {}, { tenant, now: clock.now() }) }
        const policy = listed.map(({ id }) => id).filter((id) => query.policy?.includes(id) ?? true)
        return desk.recomputer.run({ ...query, policy }, dryRunIn(options?.dryRun))
      }),
    start: () => lifecycle.run(async () => desk.start()),
    stop: () => desk.stop(),
    runDue: () => lifecycle.run(() => desk.runDue()),
    for(policy) {
      const id = textOf(isObject(policy) ? policy['id'] : policy)
      if (!registry.latest.some((one) => one.id === id)) registry.currentOf(id)
      return createFace(desk, id)
    },
  }
}

const isObject = (value: unknown): value is Partial<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const anotherPolicy = (id: unknown, only: string): RedressError<'POLICY_UNKNOWN'> =>
  new RedressError('POLICY_UNKNOWN', `This desk is for policy '${only}' alone.`, {
    policy: textOf(id).slice(0, 200),
    known: [only],
  })

function tenantIn(options: OfTenant | undefined): string {
  const tenant: unknown = options?.tenant ?? DEFAULT_TENANT
  const parsed = Id.safeParse(tenant)
  if (parsed.success) return parsed.data
  const issues = [{ path: 'tenant', message: 'must be 1 to 200 characters without control characters' }]
  throw new RedressError('QUERY_INVALID', 'The tenant is no id.', { issues })
}

function dryRunIn(isDry: unknown = false): boolean {
  if (typeof isDry === 'boolean') return isDry
  throw queryInvalid([{ path: 'dryRun', message: 'must be true or false' }])
}

function mostIn(limit: unknown = 100): number {
  if (typeof limit === 'number' && Number.isSafeInteger(limit) && limit > 0) return limit
  throw queryInvalid([{ path: 'limit', message: 'must be a whole number, 1 or more' }])
}

function keysIn(keys: unknown): readonly string[] {
  if (Array.isArray(keys) && keys.every((key) => typeof key === 'string')) return keys
  throw queryInvalid([{ path: 'keys', message: 'must be a list of the keys of messages' }])
}

function markOf(subject: unknown): string {
  const mark = (id: string, of: 'complainant' | 'record', whose?: string): string =>
    subjectOf(of, { tenant: '', kind: 'complaint', id }, whose)
  const { customer, complaint, record }: Partial<Record<string, unknown>> = isObject(subject) ? subject : {}
  if (typeof customer === 'string') return mark('', 'complainant', customer)
  if (typeof complaint === 'string') return mark(complaint, 'complainant')
  if (typeof record === 'string') return mark(record, 'record')
  const issues = [{ path: '', message: 'must name a customer, a complaint or a record' }]
  throw new RedressError('QUERY_INVALID', 'Nobody is named whose data are to be erased.', { issues })
}
