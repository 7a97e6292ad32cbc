import type { RecordKey } from '../../domain/level.ts'
import type { Claim, Claimed, StoredRecord } from '../contract.ts'
import type { Connection } from './connection.ts'
import { newLease } from './outbox.ts'
import { RECORD_COLUMNS, recordOf } from './record-cells.ts'
import { integer, kindOf, maybeInteger, text, withoutNul } from './row.ts'

export function claimDue(connection: Connection, now: number, limit: number, leaseMs: number): Claimed<StoredRecord> {
  const { sql } = connection
  const items: Claim<StoredRecord>[] = []
  // A worker that finds nothing takes no write lock.
  const waiting = nextClaim(connection)
  if (limit > 0 && waiting !== undefined && waiting <= now) {
    connection.write(() => {
      const leaseUntil = now + leaseMs
      const lease = newLease(connection)
      for (const row of sql(SELECT_CLAIMABLE).all(now, limit)) {
        const own = `${lease}-${items.length}`
        sql(CLAIM).run(own, leaseUntil, integer(row, 'row'))
        items.push({ item: recordOf(row), lease: own, leaseUntil, attempts: integer(row, 'attempts') })
      }
    })
  }
  const nextAt = nextClaim(connection)
  return nextAt === undefined ? { items } : { items, nextAt }
}

function nextClaim({ sql }: Connection): number | undefined {
  const row = sql('SELECT min(claim_at) AS next FROM complaint_record WHERE claim_at IS NOT NULL').get()
  return row === undefined ? undefined : maybeInteger(row, 'next')
}

export function deferDue(
  { sql, write }: Connection,
  failed: readonly { key: RecordKey; lease: string; until: number; error: string }[],
): void {
  write(() => {
    for (const { key, lease, until, error } of failed) {
      sql(DEFER).run(until, until, withoutNul(error), key.tenant, key.kind, key.id, lease)
    }
  })
}

export function deferred(
  { sql }: Connection,
  tenant: string,
  limit: number,
): readonly { key: RecordKey; attempts: number; until: number; error: string }[] {
  return sql(SELECT_DEFERRED)
    .all(tenant, limit)
    .map((row) => ({
      key: { tenant, kind: kindOf(row), id: text(row, 'id') },
      attempts: integer(row, 'attempts'),
      until: integer(row, 'deferred_until'),
      error: text(row, 'wake_error'),
    }))
}

const SELECT_CLAIMABLE = `SELECT rowid AS row, ${RECORD_COLUMNS}, attempts FROM complaint_record
  WHERE claim_at <= ? ORDER BY claim_at LIMIT ?`

const CLAIM = 'UPDATE complaint_record SET lease = ?, claim_at = ?, attempts = attempts + 1 WHERE rowid = ?'

const DEFER = `UPDATE complaint_record SET lease = NULL, deferred_until = ?, claim_at = ?, wake_error = ?
  WHERE tenant = ? AND kind = ? AND id = ? AND lease = ?`

const SELECT_DEFERRED = `SELECT kind, id, attempts, deferred_until, wake_error FROM complaint_record
  WHERE tenant = ? AND wake_error IS NOT NULL ORDER BY wake_at LIMIT ?`
