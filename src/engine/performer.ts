import { decide } from '../core/decide.ts'
import type { Decision, Envelope } from '../core/decision.ts'
import { newRecord } from '../core/record.ts'
import { maySee } from '../core/visibility.ts'
import type { Command } from '../domain/commands.ts'
import type { RecordKey } from '../domain/level.ts'
import type { HistoryEntry, StoredRecord } from '../domain/record.ts'
import { isRedressError, RedressError } from '../errors.ts'
import type { Policy } from '../policy/policy.ts'
import type { Store } from '../stores/contract.ts'
import { type Backoff, backoffMs, pause } from './backoff.ts'
import type { DecisionStore } from './decision-store.ts'
import { contention, type Denied, deny, notFound, versionConflict } from './denied.ts'
import type { Emit } from './events.ts'
import type { FaultPoints } from './fault-points.ts'
import type { Numbers } from './numbers.ts'
import type { Settings } from './options.ts'
import { type Call, type Prepared, prepare } from './prepare.ts'
import { createRecordQueue } from './record-queue.ts'
import { type Head, keyText, type Records } from './records.ts'
import type { Registry } from './registry.ts'
import { findRepeated } from './repeats.ts'
import { genesisHash } from './seal.ts'

/** What a command came to. */
export interface Performed {
  /** The record as it stands now. */
  readonly head: Head
  readonly prepared: Prepared
  /** The command id was used before; nothing was done again. */
  readonly duplicate: boolean
}

/** Takes commands and wake-ups through decision, sealing and commit. */
export interface Performer {
  submit(policy: Policy, call: Call): Promise<Performed>
  send(key: RecordKey, call: Call): Promise<Performed>
  /** @returns whether there was something to do */
  wake(stored: StoredRecord, now: number): Promise<boolean>
}

/** What a performer is made of. */
export interface PerformerParts {
  readonly settings: Settings
  readonly store: Pick<Store, 'entries'>
  readonly registry: Registry
  readonly records: Records
  readonly decisions: DecisionStore
  readonly numbers: Numbers
  readonly emit: Emit
  readonly faults: FaultPoints | undefined
}

// After a lost race the other writer has moved on, so the first tries are made at once.
const LOST_RACE: Backoff = { baseMs: 2, mostMs: 500 }
const FREE_TRIES = 3
const TRIES = 20

export function createPerformer(parts: PerformerParts): Performer {
  const { settings, store, registry, records, decisions, numbers, emit, faults } = parts
  const { clock, ids, directory } = settings
  const queue = createRecordQueue()

  const lostRace = async (key: RecordKey, tries: number): Promise<void> => {
    emit?.({ type: 'conflict', record: key, attempt: tries })
    if (tries > FREE_TRIES) await pause(clock, backoffMs(LOST_RACE, tries - FREE_TRIES, ids.random()))
  }

  const decideOn = (head: Head, { command, by, persons }: Prepared, call: Call, commandId: string): Decision => {
    const { receivedAt, occurredAt } = call
    const envelope: Envelope = {
      command,
      by,
      commandId,
      receivedAt,
      ...(occurredAt !== undefined && { occurredAt }),
      ...(persons !== undefined && { persons }),
    }
    const decision = decide(head.policy, head.live, envelope)
    faults?.afterDecide?.()
    return decision
  }

  const repeated = async (entry: HistoryEntry, prepared: Prepared): Promise<Performed> => {
    const head = await records.load(entry.key)
    if (head === undefined) throw notFound(entry.key)
    const { type, commandId = '' } = entry
    emit?.({ type: 'duplicate', record: entry.key, command: type, commandId })
    return { head, prepared, duplicate: true }
  }

  /** The command that was sent under this id before; there must be one, since the store says so. */
  const mustBeRepeated = async (call: Call, target: RecordKey | undefined, prepared: Prepared, commandId: string) => {
    const entry = await findRepeated(store, { tenant: call.tenant, commandId, target, prepared })
    if (entry !== undefined) return repeated(entry, prepared)
    throw new RedressError('STORE_CORRUPT', `The store knows the command id '${commandId}' and not its entry.`, {
      reason: 'a command id without an entry',
    })
  }

  const findOwn = (call: Call, target: RecordKey | undefined, prepared: Prepared): Promise<HistoryEntry | undefined> =>
    call.ownId === undefined
      ? Promise.resolve(undefined)
      : findRepeated(store, { tenant: call.tenant, commandId: call.ownId, target, prepared })

  /** Time comes before the version is compared: else the answer would depend on whether a worker woke in time. */
  const catchUp = async (head: Head, receivedAt: number): Promise<Head | 'conflict' | Denied> => {
    if (head.wakeAt === undefined || head.wakeAt > receivedAt) return head
    const decision = decide(head.policy, head.live, { wake: true, receivedAt })
    if (decision.kind === 'failed') return { error: decision.error }
    if (decision.kind !== 'moved') return head
    const { outcome, next } = await decisions.commit(head, decision.written)
    return outcome === 'committed' ? next : 'conflict'
  }

  const attempt = async (key: RecordKey, call: Call, first: Prepared): Promise<Performed> => {
    const text = keyText(key)
    const commandId = call.ownId ?? ids.next()
    let prepared = first
    for (let tries = 1; tries <= TRIES; tries++) {
      // Who gathers while another does not loses every race: after the first lost one, no time is given away.
      const isUrgent = tries > 1
      const cached = records.cached(text)
      let head = cached ?? (await records.load(key, isUrgent))
      if (head === undefined) throw notFound(key)
      // A migrated record has another policy than the one that parsed the command.
      if (head.policy !== prepared.policy) prepared = await prepare(call, head.policy, directory)

      let denied: Denied
      const { expectedVersion, receivedAt } = call
      const caughtUp = expectedVersion === undefined ? head : await catchUp(head, receivedAt)
      if (caughtUp === 'conflict') {
        await lostRace(key, tries)
        continue
      }
      if ('error' in caughtUp) denied = caughtUp
      else if (expectedVersion !== undefined && caughtUp.live.version !== expectedVersion) {
        head = caughtUp
        denied = { error: versionConflict(key, expectedVersion, head.live.version) }
      } else {
        head = caughtUp
        const decision = decideOn(head, prepared, call, commandId)
        if (decision.kind === 'moved') {
          const { outcome, next } = await decisions.commit(head, decision.written, prepared.personal, isUrgent)
          if (outcome === 'committed') return { head: next, prepared, duplicate: false }
          if (outcome !== 'conflict') return mustBeRepeated(call, key, prepared, commandId)
          await lostRace(key, tries)
          continue
        }
        denied = deny(decision, prepared.command, key)
      }

      // Nobody is refused from memory: first the id is looked up, then the record it was decided on is proved.
      const entry = await findOwn(call, key, prepared)
      if (entry !== undefined) return repeated(entry, prepared)
      if (denied.written !== undefined) {
        const { outcome } = await decisions.commit(head, denied.written, undefined, isUrgent)
        if (outcome !== 'committed') {
          await lostRace(key, tries)
          continue
        }
      } else if (cached !== undefined && (await records.load(key))?.live.seq !== head.live.seq) continue
      const { error } = denied
      if (isRedressError(error, 'COMMAND_REFUSED')) {
        emit?.({ type: 'refused', record: key, command: call.type, reason: error.details.reason })
      }
      // Whom a complaint does not concern, he learns nothing of it, not even that he was refused.
      throw !call.internal && maySee(head.policy, head.live, prepared.by) === undefined ? notFound(key) : error
    }
    throw contention(key, TRIES)
  }

  /** A command that names another record is refused when there is none. */
  const namedRecordExists = async (command: Command, tenant: string): Promise<void> => {
    const named: RecordKey | undefined =
      command.type === 'merge'
        ? { tenant, kind: 'complaint', id: command.into }
        : command.type === 'link'
          ? { tenant, ...command.to }
          : undefined
    if (named === undefined || records.cached(keyText(named)) !== undefined) return
    if ((await records.load(named)) === undefined) throw notFound(named)
  }

  return {
    async submit(policy, call) {
      const prepared = await prepare(call, policy, directory)
      const { tenant } = call
      const commandId = call.ownId ?? ids.next()
      const may = policy.rules.permissions.may(prepared.by.role, 'register')
      for (let tries = 1; tries <= TRIES; tries++) {
        const key: RecordKey = { tenant, kind: 'complaint', id: ids.next() }
        try {
          registry.mustBeInForce(policy, call.receivedAt)
          // A number is given for ever, so whoever is refused anyway gets none.
          const number = may ? await numbers.next(tenant, policy) : ''
          const head: Head = { live: newRecord(policy, key, number), hash: genesisHash(key), policy, wakeAt: undefined }
          const decision = decideOn(head, prepared, call, commandId)
          if (decision.kind !== 'moved') throw deny(decision, prepared.command, key).error
          const { outcome, next } = await decisions.commit(head, decision.written, prepared.personal)
          if (outcome === 'committed') return { head: next, prepared, duplicate: false }
          if (outcome !== 'conflict') return await mustBeRepeated(call, undefined, prepared, commandId)
          await lostRace(key, tries)
        } catch (error) {
          const isRefusal = ['COMMAND_REFUSED', 'POLICY_FAILED', 'POLICY_NOT_IN_FORCE'] as const
          if (!isRefusal.some((code) => isRedressError(error, code))) throw error
          const entry = await findOwn(call, undefined, prepared)
          if (entry !== undefined) return repeated(entry, prepared)
          if (isRedressError(error, 'COMMAND_REFUSED')) {
            emit?.({ type: 'refused', record: key, command: call.type, reason: error.details.reason })
          }
          throw error
        }
      }
      throw contention({ tenant, kind: 'complaint', id: '' }, TRIES)
    },

    async send(key, call) {
      const text = keyText(key)
      // Its policy parses the command, and a record changes its policy so rarely that a stale one will do.
      const known = records.cached(text) ?? (await records.load(key))
      if (known === undefined || (call.only !== undefined && known.policy.id !== call.only)) throw notFound(key)
      const prepared = await prepare(call, known.policy, directory)
      await namedRecordExists(prepared.command, key.tenant)
      return queue.run(text, () => attempt(key, call, prepared))
    },

    wake(stored, now) {
      const text = keyText(stored.key)
      return queue.run(text, async () => {
        const known = records.cached(text)
        const head = known !== undefined && known.live.seq > stored.seq ? known : records.restore(stored)
        const decision = decide(head.policy, head.live, { wake: true, receivedAt: now })
        faults?.afterDecide?.()
        if (decision.kind === 'failed') throw decision.error
        // Somebody moved it since it was claimed: that commit ended the claim and said when to wake it next.
        if (decision.kind !== 'moved') return head.live.seq > stored.seq
        await decisions.commit(head, decision.written)
        return true
      })
    },
  }
}
