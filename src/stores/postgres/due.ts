import type { RecordKey } from '../../domain/level.ts'
import type { Claim, Claimed, StoredRecord } from '../contract.ts'
import type { Connection } from './connection.ts'
import { RECORD_COLUMNS, recordOf } from './record-cells.ts'
import { instant, integer, kindOf, maybeInteger, maybeText, millis, type Row, storable, text } from './row.ts'

export async function claimDue(
  connection: Connection,
  now: number,
  limit: number,
  leaseMs: number,
): Promise<Claimed<StoredRecord>> {
  const { schema } = connection
  const leaseUntil = now + leaseMs
  const rows = await connection.write(
    `WITH due AS MATERIALIZED (
        SELECT tenant, kind, id, claim_at FROM ${schema}.complaint_record
        WHERE claim_at <= $1::timestamptz AND ${FREE}
        ORDER BY claim_at LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED
      ), claimed AS (
        UPDATE ${schema}.complaint_record r
        SET lease = gen_random_uuid(), lease_until = $3::timestamptz, attempts = r.attempts + 1
        FROM due WHERE r.tenant = due.tenant AND r.kind = due.kind AND r.id = due.id
        RETURNING r.lease, r.attempts - 1 AS tries, due.claim_at AS was, ${RECORD_COLUMNS}
      )
      SELECT claimed.*, ${millis('least(later.at, CASE WHEN claimed.lease IS NOT NULL THEN $3::timestamptz END)')} AS next_at
      FROM (SELECT least(
          (SELECT min(claim_at) FROM ${schema}.complaint_record WHERE claim_at > $1::timestamptz),
          CASE WHEN (SELECT count(*) FROM due) < $2 THEN ${firstLeaseEnd(schema)} END
        ) AS at) later
      LEFT JOIN claimed ON true ORDER BY claimed.was`,
    [instant(now), Math.max(0, limit), instant(leaseUntil)],
  )
  const items = rows
    .filter((row) => maybeText(row, 'lease') !== undefined)
    .map((row): Claim<StoredRecord> => {
      const lease = text(row, 'lease')
      return { item: recordOf(row), lease, leaseUntil, attempts: integer(row, 'tries') }
    })
  // The statement sees what is due as it was before; only where it took all that it was to take can some be left.
  const nextAt = items.length < limit ? nextOf(rows) : nextOf(await connection.read(nextClaim(schema), [instant(now)]))
  return nextAt === undefined ? { items } : { items, nextAt }
}

/** That no claim hides a record, at the instant `$1`. */
const FREE = '(lease IS NULL OR lease_until <= $1::timestamptz)'

/** When the first of the claims ends that hide what is due. To be asked where hardly more is due than is claimed. */
const firstLeaseEnd = (schema: string): string =>
  `(SELECT min(lease_until) FROM ${schema}.complaint_record WHERE claim_at <= $1::timestamptz AND NOT ${FREE})`

const nextClaim = (schema: string): string =>
  `SELECT ${millis(`CASE WHEN free.at <= $1::timestamptz THEN free.at ELSE least(free.at, ${firstLeaseEnd(schema)}) END`)} AS next_at
    FROM (SELECT (SELECT claim_at FROM ${schema}.complaint_record WHERE claim_at IS NOT NULL AND ${FREE}
      ORDER BY claim_at LIMIT 1) AS at) free`

const nextOf = ([row]: readonly Row[]): number | undefined =>
  row === undefined ? undefined : maybeInteger(row, 'next_at')

/** Leaves out what another transaction holds: it is being committed, which ends the claim as well. */
export async function deferDue(
  { write, schema }: Connection,
  failed: readonly { key: RecordKey; lease: string; until: number; error: string }[],
): Promise<void> {
  if (failed.length === 0) return
  const rows = failed.map(({ key, lease, until, error }) => ({
    ...key,
    lease,
    until: instant(until),
    error: storable(error),
  }))
  await write(
    `WITH held AS MATERIALIZED (
        SELECT r.tenant, r.kind, r.id, f.until, f.error
        FROM json_to_recordset($1::json) AS f (tenant text, kind text, id text, lease text, until timestamptz, error text)
        JOIN ${schema}.complaint_record r
          ON r.tenant = f.tenant AND r.kind = f.kind AND r.id = f.id AND r.lease = f.lease
        FOR NO KEY UPDATE OF r SKIP LOCKED
      )
      UPDATE ${schema}.complaint_record r
      SET lease = NULL, lease_until = NULL, deferred_until = held.until, claim_at = held.until, wake_error = held.error
      FROM held WHERE r.tenant = held.tenant AND r.kind = held.kind AND r.id = held.id`,
    [JSON.stringify(rows)],
  )
}

export async function deferred(
  { read, schema }: Connection,
  tenant: string,
  limit: number,
): Promise<readonly { key: RecordKey; attempts: number; until: number; error: string }[]> {
  const rows = await read(
    `SELECT kind, id, attempts, ${millis('deferred_until')} AS until, wake_error FROM ${schema}.complaint_record
      WHERE tenant = $1 AND wake_error IS NOT NULL ORDER BY wake_at LIMIT $2`,
    [tenant, limit],
  )
  return rows.map((row) => ({
    key: { tenant, kind: kindOf(row), id: text(row, 'id') },
    attempts: integer(row, 'attempts'),
    until: integer(row, 'until'),
    error: text(row, 'wake_error'),
  }))
}
