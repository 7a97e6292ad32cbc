import { finiteDueOf } from '../core/columns.ts'
import { decide, policyFault } from '../core/decide.ts'
import type { Written } from '../core/decision.ts'
import { changedClocks, clocksFromHistory } from '../core/recompute.ts'
import type { ObligationClock } from '../domain/complaint.ts'
import type { RecordKey } from '../domain/level.ts'
import type { ClockRow } from '../domain/record.ts'
import { type ErrorCode, isRedressError, RedressError } from '../errors.ts'
import { wakeAtOf } from '../machine/walk.ts'
import type { Query } from '../stores/contract.ts'
import { pause } from './backoff.ts'
import type { DecisionStore } from './decision-store.ts'
import { contention } from './denied.ts'
import { entryBody } from './entry-body.ts'
import { failureText } from './failure.ts'
import type { Settings } from './options.ts'
import { readEntries } from './read-entries.ts'
import type { Head, Records } from './records.ts'

/** A deadline that is another under today's rules. */
export interface MovedDeadline {
  /** The complaint. */
  readonly id: string
  readonly clock: string
  readonly obligation: string
  /** Absent: the duty did not run before, or had no due instant. */
  readonly before?: Date
  /** Absent: the duty no longer runs, or has no due instant. */
  readonly after?: Date
}

/** What became of working deadlines out again. */
export interface Recomputation {
  /** Open complaints that were looked at. */
  readonly examined: number
  /** Complaint by complaint, the first opened first. */
  readonly moved: readonly MovedDeadline[]
  /** Complaints that were left as they are, and why. */
  readonly failed: readonly { readonly id: string; readonly code: ErrorCode; readonly error: string }[]
}

/** How many complaints are worked on side by side. */
const AT_ONCE = 8
const PAGE = 200
const TRIES = 20

/** Works deadlines out again. */
export interface Recomputer {
  /** @param isDry says what would move, and changes nothing */
  run(where: Query, isDry: boolean): Promise<Recomputation>
}

export function createRecomputer(parts: {
  readonly settings: Settings
  readonly records: Records
  readonly decisions: DecisionStore
}): Recomputer {
  const { settings, records, decisions } = parts
  const { store, clock } = settings

  /** The next state of a complaint; `undefined`: it is as it has to be. */
  const recompute = async (head: Head, rows: readonly ClockRow[], now: number): Promise<Written | undefined> => {
    const { policy, live } = head
    const entries = await readEntries(store, live.key, { limit: live.seq })
    const clocks = clocksToday(head, entries.map(entryBody), rows, now)
    if (clocks.length === 0 && wakeAtOf(policy, live.snapshot.context.complaint) === head.wakeAt) return undefined
    const decision = decide(policy, live, { recompute: clocks, receivedAt: now })
    if (decision.kind === 'failed') throw decision.error
    return decision.kind === 'moved' ? decision.written : undefined
  }

  /** What is overdue under today's rules is said at once; whoever is faster has said it too. */
  const catchUp = async (head: Head, now: number): Promise<void> => {
    const decision = decide(head.policy, head.live, { wake: true, receivedAt: now })
    if (decision.kind === 'failed') throw decision.error
    if (decision.kind === 'moved') await decisions.commit(head, decision.written)
  }

  const one = async (key: RecordKey, isDry: boolean): Promise<readonly MovedDeadline[]> => {
    for (let tries = 1; tries <= TRIES; tries++) {
      const head = await records.load(key)
      if (head === undefined) return []
      const rows = await store.clocks([key])
      const now = clock.now()
      const written = await recompute(head, rows, now)
      if (written === undefined) return []
      const moved = movedBy(head, rows, written)
      if (isDry) return moved
      const { outcome, next } = await decisions.commit(head, written)
      if (outcome === 'committed') {
        await catchUp(next, now)
        return moved
      }
      await pause(clock, tries)
    }
    throw contention(key, TRIES)
  }

  return {
    async run(where, isDry) {
      const moved: MovedDeadline[] = []
      const failed: { id: string; code: ErrorCode; error: string }[] = []
      let examined = 0
      let after: string | undefined
      do {
        const page = await store.find({ ...where, order: 'oldest', limit: PAGE, ...(after !== undefined && { after }) })
        for (let i = 0; i < page.items.length; i += AT_ONCE) {
          const batch = page.items.slice(i, i + AT_ONCE)
          const results = await Promise.allSettled(batch.map(({ key }) => one(key, isDry)))
          for (const [k, result] of results.entries()) {
            const id = batch[k]?.key.id ?? ''
            if (result.status === 'fulfilled') moved.push(...result.value)
            else if (isOfOneRecord(result.reason)) {
              failed.push({ id, code: result.reason.code, error: failureText(result.reason) })
            } else throw result.reason
          }
          examined += batch.length
        }
        after = page.next
      } while (after !== undefined)
      return { examined, moved, failed }
    },
  }
}

/** Whether an error says something of one complaint alone, so that the others can go on. */
const isOfOneRecord = (error: unknown): error is RedressError =>
  isRedressError(error) &&
  !['STORE_UNAVAILABLE', 'STORE_READ_ONLY', 'STORE_SCHEMA_NEWER', 'STOPPED'].includes(error.code)

/** The clocks that today's rules have otherwise, and those whose due instant is another without any change of theirs. */
function clocksToday(
  { policy, live }: Head,
  history: Parameters<typeof clocksFromHistory>[2],
  rows: readonly ClockRow[],
  now: number,
): readonly ObligationClock[] {
  const state = live.snapshot.context.complaint
  let reckoned: ReturnType<typeof clocksFromHistory>
  try {
    reckoned = clocksFromHistory(policy, live, history)
  } catch (error) {
    throw policyFault(policy, error)
  }
  if (reckoned.kind === 'diverged') {
    const { seq, reason } = reckoned
    throw new RedressError(
      'RECOMPUTE_DIVERGED',
      `The deadlines of complaint ${live.key.id} cannot be worked out again: at entry ${seq} ${reason}. ` +
        'More than deadlines has changed in the policy; give it a new version and leave this one as it was.',
      { id: live.key.id, seq, reason },
    )
  }
  const changed = changedClocks(state.clocks, reckoned.clocks, now)
  const touched = new Set(changed.map((clock) => clock.id))
  const dueBefore = new Map(rows.map((row) => [row.clock, row.dueAt]))
  const moved = state.clocks.filter(
    (clock) =>
      clock.ended === undefined &&
      !touched.has(clock.id) &&
      finiteDueOf(policy, state, clock) !== dueBefore.get(clock.id),
  )
  // A copy is a change, and its row is written anew.
  return [...changed, ...moved.map((clock) => ({ ...clock }))]
}

function movedBy({ live }: Head, rows: readonly ClockRow[], written: Written): readonly MovedDeadline[] {
  const before = new Map(rows.filter(isRunning).map((row) => [row.clock, row.dueAt]))
  return written.clocks.flatMap((row) => {
    const was = before.get(row.clock)
    const is = isRunning(row) ? row.dueAt : undefined
    return was === is
      ? []
      : [
          {
            id: live.key.id,
            clock: row.clock,
            obligation: row.obligation,
            ...(was !== undefined && { before: new Date(was) }),
            ...(is !== undefined && { after: new Date(is) }),
          },
        ]
  })
}

const isRunning = ({ state }: ClockRow): boolean => state === 'running' || state === 'paused'
