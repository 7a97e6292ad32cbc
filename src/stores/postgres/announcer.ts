import { systemClock } from '../../clock.ts'
import type { Change, CommitOutcome } from '../contract.ts'
import type { Connection } from './connection.ts'
import type { PgClientLike, PgPoolLike } from './pg-like.ts'
import { isRow, text } from './row.ts'

/** Lets idle workers of other processes know when something is due. A hint: what is lost is found by polling. */
export interface Announcer {
  /** Announces what was committed, soon and not before the caller goes on. */
  tell(changes: readonly Change[], outcomes: readonly CommitOutcome[]): void
  /** Hears what others announce, until the answer is called. */
  watch(listener: (at: number) => void): () => void
  close(): void
}

/** Between two announcements of one process: each is a transaction of its own. */
const REST_MS = 50
/** What is due later, a worker finds by itself. */
const HORIZON_MS = 60_000
/** Rests between tries to listen again, doubled each time. */
const RELISTEN_MS = { first: 100, last: 30_000 } as const

const NOTIFY = "SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, $2)"

export function createAnnouncer(pool: PgPoolLike, connection: Connection, schema: string): Announcer {
  const channel = `redress_${schema}`
  const listeners = new Set<(at: number) => void>()
  /** What this process puts before its own announcements, so that it does not wake itself; known once it listens. */
  let origin = '-'
  let announced = Number.NEGATIVE_INFINITY
  let pending: number | undefined
  let isResting = false
  let isClosed = false
  let ear: { close(): void } | undefined

  const send = (): void => {
    if (pending === undefined || isClosed) return
    const at = pending
    pending = undefined
    isResting = true
    systemClock.schedule(REST_MS, () => {
      isResting = false
      send()
    })
    // Beside the commit and not in it: a transaction that notifies takes a lock that all such commits queue for. It waits
    // for no disk: what is announced is found by polling, too.
    connection.write(NOTIFY, [channel, `${origin} ${at}`]).catch(() => {})
  }

  const hear = (payload: string): void => {
    const [from, at] = payload.split(' ')
    const instant = Number(at)
    if (from === origin || !Number.isFinite(instant)) return
    for (const listener of listeners) listener(instant)
  }

  return {
    tell(changes, outcomes) {
      let now = Number.NEGATIVE_INFINITY
      let due = Number.POSITIVE_INFINITY
      for (const [place, { record, entries, messages }] of changes.entries()) {
        if (outcomes[place] !== 'committed') continue
        for (const { at } of entries) now = Math.max(now, at)
        due = Math.min(due, record.wakeAt ?? due, ...messages.map(({ sendAt }) => sendAt))
      }
      const isKnown = announced > now && announced <= due
      if (due > now + HORIZON_MS || isKnown) return
      announced = Math.max(due, now)
      pending = Math.min(due, pending ?? due)
      if (!isResting) send()
    },

    watch(listener) {
      listeners.add(listener)
      if (pool.connect !== undefined && !isClosed) {
        ear ??= listen(pool.connect.bind(pool), channel, hear, (own) => {
          origin = own
          // What was announced while nobody listened is not known: look at once.
          for (const each of listeners) each(0)
        })
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        ear?.close()
        ear = undefined
      }
    },

    close() {
      isClosed = true
      listeners.clear()
      ear?.close()
      ear = undefined
    },
  }
}

/** Keeps one connection of the pool for what is announced, and takes another when it breaks. */
function listen(
  take: () => Promise<PgClientLike>,
  channel: string,
  hear: (payload: string) => void,
  began: (origin: string) => void,
): { close(): void } {
  let client: PgClientLike | undefined
  let rest: number = RELISTEN_MS.first
  let isClosed = false
  let cancel: () => void = () => {}

  /** Ends a connection for good: one that listens is of no use to others. */
  const drop = (broken: PgClientLike): void => {
    if (broken === client) client = undefined
    broken.release(true)
  }

  const again = (): void => {
    if (isClosed) return
    cancel = systemClock.schedule(rest, () => void begin())
    rest = Math.min(2 * rest, RELISTEN_MS.last)
  }

  const begin = async (): Promise<void> => {
    let taken: PgClientLike | undefined
    try {
      taken = await take()
      const own = taken
      const broke = (): void => {
        if (client !== own) return
        drop(own)
        again()
      }
      own.on?.('error', broke)
      own.on?.('end', broke)
      own.on?.('notification', (message) => {
        if (message.channel === channel) hear(message.payload ?? '')
      })
      await own.query(`LISTEN "${channel}"`)
      const { rows } = await own.query('SELECT gen_random_uuid()::text AS origin')
      if (isClosed) {
        own.release(true)
        return
      }
      client = own
      rest = RELISTEN_MS.first
      for (const row of rows) if (isRow(row)) began(text(row, 'origin'))
    } catch {
      taken?.release(true)
      again()
    }
  }

  void begin()
  return {
    close() {
      isClosed = true
      cancel()
      if (client !== undefined) drop(client)
    },
  }
}
