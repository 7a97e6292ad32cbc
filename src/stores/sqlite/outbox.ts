import type { SQLInputValue } from 'node:sqlite'
import { checkMessageQuery } from '../check-query.ts'
import type {
  Claim,
  Claimed,
  MessageQuery,
  MessageResult,
  MessageStatus,
  OutboxDepth,
  OutboxMessage,
  Page,
} from '../contract.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import type { Connection } from './connection.ts'
import { depthOf, MESSAGE_COLUMNS, messageOf, messageStatusOf, STATUS_COLUMNS } from './message-row.ts'
import { integer, maybeInteger, maybeText, type Row, text, withoutNul } from './row.ts'

/** Stores a pending message. Part of a transaction; a key that exists breaks a constraint. */
export function insertMessage(connection: Connection, message: OutboxMessage): void {
  const { record, lane } = message
  connection
    .sql(INSERT_MESSAGE)
    .run(
      record.tenant,
      message.key,
      record.kind,
      record.id,
      message.seq,
      message.createdAt,
      message.sendAt,
      lane ?? null,
      message.sendAt,
      lane === undefined ? message.sendAt : null,
      JSON.stringify(message.content),
    )
  if (lane !== undefined) elect(connection, record.tenant, lane)
}

/**
 * Lets the first pending message of a lane be claimed, and no other. One that is out stays the first until it is
 * reported, so that there are never two of a lane on their way.
 */
function elect({ sql }: Connection, tenant: string, lane: string): void {
  const current = sql(SELECT_ELECTED).get(tenant, lane)
  if (current !== undefined && maybeText(current, 'lease') !== undefined) return
  const first = sql(SELECT_FIRST_OF_LANE).get(tenant, lane)
  if (first === undefined || first['row'] === current?.['row']) return
  if (current !== undefined) sql(SET_CLAIM_AT).run(null, integer(current, 'row'))
  sql(SET_CLAIM_AT).run(integer(first, 'not_before'), integer(first, 'row'))
}

export function claimMessages(
  connection: Connection,
  now: number,
  limit: number,
  leaseMs: number,
): Claimed<OutboxMessage> {
  const { sql } = connection
  const items: Claim<OutboxMessage>[] = []
  // A worker that finds nothing takes no write lock.
  const waiting = nextClaim(connection)
  if (limit > 0 && waiting !== undefined && waiting <= now) {
    connection.write(() => {
      const leaseUntil = now + leaseMs
      const lease = newLease(connection)
      for (const row of sql(SELECT_CLAIMABLE).all(now, limit)) {
        const own = `${lease}-${items.length}`
        sql(CLAIM).run(own, leaseUntil, integer(row, 'row'))
        items.push({ item: messageOf(row), lease: own, leaseUntil, attempts: integer(row, 'attempts') })
      }
    })
  }
  const nextAt = nextClaim(connection)
  return nextAt === undefined ? { items } : { items, nextAt }
}

function nextClaim({ sql }: Connection): number | undefined {
  const row = sql('SELECT min(claim_at) AS next FROM complaint_message WHERE claim_at IS NOT NULL').get()
  return row === undefined ? undefined : maybeInteger(row, 'next')
}

/** A token that no other process makes: 128 random bits of SQLite's. */
export function newLease({ sql }: Connection): string {
  const row = sql('SELECT lower(hex(randomblob(16))) AS lease').get()
  return row === undefined ? '' : text(row, 'lease')
}

export function renewMessages(
  { sql, write }: Connection,
  held: readonly { tenant: string; key: string; lease: string }[],
  until: number,
): readonly { tenant: string; key: string }[] {
  return write(() =>
    held
      .filter(({ tenant, key, lease }) => Number(sql(RENEW).run(until, tenant, key, lease).changes) === 1)
      .map(({ tenant, key }) => ({ tenant, key })),
  )
}

export function reportMessages(
  connection: Connection,
  results: readonly MessageResult[],
): readonly { key: string; stale: boolean }[] {
  return connection.write(() => results.map((result) => ({ key: result.key, stale: isStale(connection, result) })))
}

/** Writes a result, unless its lease is not the current one. */
function isStale(connection: Connection, result: MessageResult): boolean {
  const { sql } = connection
  const { tenant, at } = result
  const row = sql(SELECT_HELD).get(tenant, result.key, result.lease)
  if (row === undefined) return true
  const id = integer(row, 'row')
  const lane = maybeText(row, 'lane')
  switch (result.result) {
    case 'retry':
      sql(RETRY).run(
        result.until,
        lane === undefined ? result.until : null,
        withoutNul(result.error),
        result.untried === true ? 1 : 0,
        id,
      )
      break
    case 'delivered':
      sql(FINISH).run(
        'delivered',
        at,
        maybeText(row, 'last_error') ?? null,
        result.reference === undefined ? null : withoutNul(result.reference),
        id,
      )
      break
    case 'dead':
      sql(FINISH).run('dead', at, withoutNul(result.error), null, id)
      break
    case 'expanded':
      sql(FINISH).run('expanded', at, maybeText(row, 'last_error') ?? null, null, id)
      for (const message of result.into) {
        if (sql(SELECT_KEY).get(message.record.tenant, message.key) === undefined) insertMessage(connection, message)
      }
      break
  }
  if (lane !== undefined) elect(connection, tenant, lane)
  return false
}

export function redeliver(connection: Connection, tenant: string, keys: readonly string[], at: number): number {
  const { sql } = connection
  return connection.write(() => {
    let count = 0
    for (const key of keys) {
      const row = sql(SELECT_DEAD).get(tenant, key)
      if (row === undefined) continue
      const lane = maybeText(row, 'lane')
      sql(REVIVE).run(at, lane === undefined ? at : null, integer(row, 'row'))
      if (lane !== undefined) elect(connection, tenant, lane)
      count += 1
    }
    return count
  })
}

export function listMessages({ sql }: Connection, query: MessageQuery): Page<MessageStatus> {
  const limit = checkMessageQuery(query)
  const scope = `messages:${query.tenant}`
  const conditions = ['tenant = ?']
  const values: SQLInputValue[] = [query.tenant]
  // Written out, being one of four, and not bound: the index of one state is used only where the state is known.
  if (query.state !== undefined) conditions.push(`state = '${query.state}'`)
  if (query.key !== undefined) {
    conditions.push('key = ?')
    values.push(query.key)
  }
  if (query.record !== undefined) {
    conditions.push('tenant = ? AND kind = ? AND id = ?')
    values.push(query.record.tenant, query.record.kind, query.record.id)
  }
  if (query.after !== undefined) {
    const [createdAt, key] = readCursor(scope, query.after)
    conditions.push('(created_at, key) > (?, ?)')
    values.push(createdAt, key)
  }
  const rows: readonly Row[] = sql(
    `SELECT ${STATUS_COLUMNS} FROM complaint_message WHERE ${conditions.join(' AND ')} ORDER BY created_at, key LIMIT ?`,
  ).all(...values, limit + 1)
  const items = rows.slice(0, limit).map(messageStatusOf)
  const last = items.at(-1)
  if (rows.length <= limit || last === undefined) return { items }
  return { items, next: writeCursor(scope, [last.createdAt, last.key, '']) }
}

export function failMessage(
  connection: Connection,
  { tenant, key, at, error }: { tenant: string; key: string; at: number; error: string },
): boolean {
  return connection.write(() => connection.sql(FAIL).run(at, withoutNul(error), tenant, key).changes === 1)
}

export const outboxDepths = ({ sql }: Connection, tenant: string): readonly OutboxDepth[] =>
  sql(SELECT_DEPTHS).all(tenant, tenant).map(depthOf)

const INSERT_MESSAGE = `INSERT INTO complaint_message
  (tenant, key, kind, id, seq, created_at, send_at, lane, state, not_before, claim_at, content)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?)`

const SELECT_ELECTED = `SELECT rowid AS row, lease FROM complaint_message
  WHERE tenant = ? AND lane = ? AND state = 'pending' AND claim_at IS NOT NULL ORDER BY created_at, seq, key LIMIT 1`

const SELECT_FIRST_OF_LANE = `SELECT rowid AS row, not_before FROM complaint_message
  WHERE tenant = ? AND lane = ? AND state = 'pending' ORDER BY created_at, seq, key LIMIT 1`

const SET_CLAIM_AT = 'UPDATE complaint_message SET claim_at = ? WHERE rowid = ?'

const SELECT_CLAIMABLE = `SELECT rowid AS row, ${MESSAGE_COLUMNS}, attempts FROM complaint_message
  WHERE claim_at <= ? ORDER BY claim_at LIMIT ?`

const CLAIM = 'UPDATE complaint_message SET lease = ?, claim_at = ?, attempts = attempts + 1 WHERE rowid = ?'

const RENEW = 'UPDATE complaint_message SET claim_at = ? WHERE tenant = ? AND key = ? AND lease = ?'

const SELECT_HELD = `SELECT rowid AS row, lane, last_error FROM complaint_message WHERE tenant = ? AND key = ? AND lease = ?`

const RETRY = `UPDATE complaint_message SET lease = NULL, not_before = ?, claim_at = ?, last_error = ?, attempts = attempts - ? WHERE rowid = ?`

const FINISH = `UPDATE complaint_message
  SET state = ?, lease = NULL, claim_at = NULL, finished_at = ?, last_error = ?, reference = ? WHERE rowid = ?`

const SELECT_KEY = 'SELECT 1 FROM complaint_message WHERE tenant = ? AND key = ?'

const SELECT_DEAD = `SELECT rowid AS row, lane FROM complaint_message WHERE tenant = ? AND key = ? AND state = 'dead'`

const REVIVE = `UPDATE complaint_message
  SET state = 'pending', attempts = 0, not_before = ?, claim_at = ?, last_error = NULL, finished_at = NULL WHERE rowid = ?`

const FAIL = `UPDATE complaint_message SET state = 'dead', finished_at = ?, last_error = ?
  WHERE tenant = ? AND key = ? AND state = 'delivered'`

// Two looks, each by the index of its state.
const SELECT_DEPTHS = `SELECT channel, sum(state = 'pending') AS pending, sum(state = 'dead') AS dead,
    min(CASE WHEN state = 'pending' THEN send_at END) AS oldest
  FROM (SELECT coalesce(content ->> 'channel', '') AS channel, state, send_at
      FROM complaint_message WHERE tenant = ? AND state = 'pending'
    UNION ALL SELECT coalesce(content ->> 'channel', ''), state, send_at
      FROM complaint_message WHERE tenant = ? AND state = 'dead')
  GROUP BY channel ORDER BY channel`
