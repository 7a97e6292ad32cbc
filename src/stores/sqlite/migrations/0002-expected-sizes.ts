import type { Migration } from './migration.ts'

/**
 * Tells SQLite's planner what a grown desk looks like: a million records of one tenant, half of them with a due clock, an
 * owner of 2,000, a unit of 20,000. Without statistics it takes any index that is in order already, and walks through the
 * whole tenant to find the one record of a number; statistics of an empty file say nothing better.
 *
 * Per row: table, index, then how many rows the index has and how many share its first column, its first two, and so on.
 * A host that runs ANALYZE replaces them by its own.
 */
export const expectedSizes: Migration = {
  number: 2,
  name: 'expected sizes',
  sql: `
ANALYZE complaint_number;
DELETE FROM sqlite_stat1 WHERE tbl LIKE 'complaint\\_%' ESCAPE '\\';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('complaint_record', 'sqlite_autoindex_complaint_record_1', '1000000 1000000 500000 1'),
  ('complaint_record', 'complaint_record_claim', '500000 2'),
  ('complaint_record', 'complaint_record_deferred', '100 100 1'),
  ('complaint_record', 'complaint_record_opened', '1000000 1000000 2 2 1 1 1 1 1 1'),
  ('complaint_record', 'complaint_record_next_due', '1000000 1000000 20000 10000 1 1 1 1 1 1'),
  ('complaint_record', 'complaint_record_status', '1000000 1000000 250000 2 2 1'),
  ('complaint_record', 'complaint_record_owner', '1000000 1000000 2000 1 1 1'),
  ('complaint_record', 'complaint_record_worker', '1000000 1000000 2000 1 1 1'),
  ('complaint_record', 'complaint_record_unit', '1000000 1000000 20000 1 1 1'),
  ('complaint_record', 'complaint_record_customer', '1000000 1000000 5 1 1 1'),
  ('complaint_record', 'complaint_record_number', '1000000 1000000 1 1 1 1'),
  ('complaint_record', 'complaint_record_external_ref', '1000000 1000000 1 1 1 1'),
  ('complaint_entry', 'sqlite_autoindex_complaint_entry_1', '8000000 8000000 4000000 8 1'),
  ('complaint_entry', 'complaint_entry_command', '8000000 8000000 1'),
  ('complaint_personal', 'sqlite_autoindex_complaint_personal_1', '4000000 4000000 2000000 4 2 1'),
  ('complaint_personal', 'complaint_personal_subject', '4000000 4000000 5'),
  ('complaint_clock', 'complaint_clock', '5000000 5000000 2500000 5 1'),
  ('complaint_link', 'complaint_link', '200000 200000 100000 2 1 1 1'),
  ('complaint_link', 'complaint_link_to', '200000 200000 100000 5 2 2'),
  ('complaint_message', 'sqlite_autoindex_complaint_message_1', '8000000 8000000 1'),
  ('complaint_message', 'complaint_message_claim', '5000 1'),
  ('complaint_message', 'complaint_message_pending', '5000 5000 5 2 1 1'),
  ('complaint_message', 'complaint_message_dead', '100 100 1 1'),
  ('complaint_message', 'complaint_message_record', '8000000 8000000 4000000 8 1 1');
ANALYZE sqlite_schema;
`,
}
