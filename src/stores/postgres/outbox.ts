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
import { depthOf, messageCells, messageColumns, messageOf, messageStatusOf, statusColumns } from './message-row.ts'
import { instant, integer, isStorable, json, maybeInteger, maybeText, millis, storable, text } from './row.ts'

export async function claimMessages(
  { write, schema }: Connection,
  now: number,
  limit: number,
  leaseMs: number,
): Promise<Claimed<OutboxMessage>> {
  const leaseUntil = now + leaseMs
  const rows = await write(
    `SELECT ${messageColumns('(c.claimed)')}, (c.claimed).lease, (c.claimed).attempts - 1 AS tries,
        ${millis('c.was')} AS was, ${millis('c.next_at')} AS next_at
      FROM ${schema}.complaint_claim_messages($1::timestamptz, $2::integer, $3::timestamptz) c`,
    [instant(now), Math.max(0, limit), instant(leaseUntil)],
  )
  const items: Claim<OutboxMessage>[] = []
  let nextAt: number | undefined
  for (const row of rows) {
    const lease = maybeText(row, 'lease')
    if (lease === undefined) nextAt = maybeInteger(row, 'next_at')
    else items.push({ item: messageOf(row), lease, leaseUntil, attempts: integer(row, 'tries') })
  }
  return nextAt === undefined ? { items } : { items, nextAt }
}

export async function renewMessages(
  { write, schema }: Connection,
  held: readonly { tenant: string; key: string; lease: string }[],
  until: number,
): Promise<readonly { tenant: string; key: string }[]> {
  if (held.length === 0) return []
  const rows = await write(
    `WITH held AS MATERIALIZED (
        SELECT m.tenant, m.key, h.place
        FROM json_to_recordset($1::json) AS h (place integer, tenant text, key text, lease text)
        JOIN ${schema}.complaint_message m ON m.tenant = h.tenant AND m.key = h.key AND m.lease = h.lease
        ORDER BY m.tenant, m.key FOR NO KEY UPDATE OF m
      ), renewed AS (
        UPDATE ${schema}.complaint_message m SET claim_at = $2::timestamptz
        FROM held WHERE m.tenant = held.tenant AND m.key = held.key RETURNING held.place, m.tenant, m.key
      )
      SELECT tenant, key FROM renewed ORDER BY place`,
    [JSON.stringify(held.map(({ tenant, key, lease }, place) => ({ place, tenant, key, lease }))), instant(until)],
  )
  return rows.map((row) => ({ tenant: text(row, 'tenant'), key: text(row, 'key') }))
}

export async function reportMessages(
  { write, schema }: Connection,
  results: readonly MessageResult[],
): Promise<readonly { key: string; stale: boolean }[]> {
  if (results.length === 0) return []
  const [row = {}] = await write(`SELECT ${schema}.complaint_report_messages($1::json) AS stale`, [
    JSON.stringify(results.map(resultCells)),
  ])
  const stale = new Set(json(row, 'stale', isList))
  return results.map(({ key }, place) => ({ key, stale: stale.has(place) }))
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)

function resultCells(result: MessageResult, place: number): unknown {
  const { tenant, key, lease } = result
  const base = { place, tenant, key, lease, result: result.result, at: instant(result.at) }
  switch (result.result) {
    case 'retry':
      return { ...base, until: instant(result.until), error: storable(result.error), untried: result.untried }
    case 'delivered':
      return result.reference === undefined ? base : { ...base, reference: storable(result.reference) }
    case 'dead':
      return { ...base, error: storable(result.error) }
    case 'expanded':
      return { ...base, expanded: result.into.map(messageCells) }
  }
}

export async function redeliver(
  { write, schema }: Connection,
  tenant: string,
  keys: readonly string[],
  at: number,
): Promise<number> {
  const rows = await write(
    `WITH dead AS MATERIALIZED (
        SELECT m.tenant, m.key FROM ${schema}.complaint_message m
        JOIN json_array_elements_text($2::json) AS k (key) ON m.key = k.key
        WHERE m.tenant = $1 AND m.state = 'dead' ORDER BY m.key FOR NO KEY UPDATE OF m
      )
      UPDATE ${schema}.complaint_message m SET state = 'pending', attempts = 0, not_before = $3::timestamptz,
        claim_at = $3::timestamptz, last_error = NULL, finished_at = NULL
      FROM dead WHERE m.tenant = dead.tenant AND m.key = dead.key RETURNING m.key`,
    [tenant, JSON.stringify(keys.filter(isStorable)), instant(at)],
  )
  return rows.length
}

export async function failMessage(
  { write, schema }: Connection,
  { tenant, key, at, error }: { tenant: string; key: string; at: number; error: string },
): Promise<boolean> {
  const rows = await write(
    `UPDATE ${schema}.complaint_message SET state = 'dead', finished_at = $3::timestamptz, last_error = $4
      WHERE tenant = $1 AND key = $2 AND state = 'delivered' RETURNING key`,
    [tenant, key, instant(at), storable(error)],
  )
  return rows.length > 0
}

export async function outboxDepths({ read, schema }: Connection, tenant: string): Promise<readonly OutboxDepth[]> {
  // Two looks, each by the index of its state.
  const open = (state: 'pending' | 'dead'): string =>
    `SELECT coalesce(content::json ->> 'channel', '') COLLATE "C" AS channel, state, send_at
      FROM ${schema}.complaint_message WHERE tenant = $1 AND state = '${state}'`
  const rows = await read(
    `SELECT channel, count(*) FILTER (WHERE state = 'pending') AS pending, count(*) FILTER (WHERE state = 'dead') AS dead,
        ${millis(`min(send_at) FILTER (WHERE state = 'pending')`)} AS oldest
      FROM (${open('pending')} UNION ALL ${open('dead')}) m GROUP BY channel ORDER BY channel`,
    [tenant],
  )
  return rows.map(depthOf)
}

export async function listMessages({ read, schema }: Connection, query: MessageQuery): Promise<Page<MessageStatus>> {
  const limit = checkMessageQuery(query)
  const scope = `messages:${query.tenant}`
  const values: unknown[] = [query.tenant]
  const bind = (value: unknown): string => `$${values.push(value)}`
  const conditions = ['m.tenant = $1']
  // Written out, being one of four, and not bound: the index of one state is used only where the state is known.
  if (query.state !== undefined) conditions.push(`m.state = '${query.state}'`)
  if (query.key !== undefined) conditions.push(`m.key = ${bind(query.key)}`)
  if (query.record !== undefined) {
    const { tenant, kind, id } = query.record
    conditions.push(`m.tenant = ${bind(tenant)} AND m.kind = ${bind(kind)} AND m.id = ${bind(id)}`)
  }
  if (query.after !== undefined) {
    const [createdAt, key] = readCursor(scope, query.after)
    conditions.push(`(m.created_at, m.key) > (${bind(instant(createdAt ?? 0))}::timestamptz, ${bind(key)})`)
  }
  const rows = await read(
    `SELECT ${statusColumns('m')} FROM ${schema}.complaint_message m WHERE ${conditions.join(' AND ')}
      ORDER BY m.created_at, m.key LIMIT ${bind(limit + 1)}`,
    values,
  )
  const items = rows.slice(0, limit).map(messageStatusOf)
  const last = items.at(-1)
  if (rows.length <= limit || last === undefined) return { items }
  return { items, next: writeCursor(scope, [last.createdAt, last.key, '']) }
}
