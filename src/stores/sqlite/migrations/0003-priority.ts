import type { Migration } from './migration.ts'

/**
 * The place of a complaint among those at work, and the index of the list by it. Of a complaint that is there already,
 * what its policy says of severity and urgency is not known here: being major counts at once, the rest from its next
 * decision on.
 */
export const priority: Migration = {
  number: 3,
  name: 'priority',
  sql: `
ALTER TABLE complaint_record ADD COLUMN priority INTEGER;
UPDATE complaint_record SET priority = CASE major WHEN 1 THEN 9999 ELSE 19999 END WHERE status IN ('intake', 'open');
CREATE INDEX complaint_record_priority
  ON complaint_record (tenant, priority, kind, id, owner, worker, monitor, customer, unit);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('complaint_record', 'complaint_record_priority', '1000000 1000000 20000 10000 1 1 1 1 1 1');
ANALYZE sqlite_schema;
`,
}
