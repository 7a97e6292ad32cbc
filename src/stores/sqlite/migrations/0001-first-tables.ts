import type { Migration } from './migration.ts'

/**
 * The first schema. Instants are epoch milliseconds. Every key begins with the tenant.
 *
 * `claim_at` is the instant from which a worker may claim the row: the wanted one, or the end of a lease or a deferral.
 * It is null when nothing is wanted and, of messages, when another of the lane comes first; so the partial indexes hold
 * no more than what is pending, and a poll costs the same at a million records.
 *
 * The indexes of records end in what a list is sorted by. Those by opening and by next due hold also what a reader may be
 * limited to, so that a list reads no row that it does not show.
 *
 * Personal data that are erased leave a row with nulls: to delete it, SQLite would move its neighbours about, and copies of
 * theirs would stay in the free space of pages, where the erasure that is asked of them one day finds nothing (seen).
 *
 * Tables with texts have row ids: in a table without, a row over a kilobyte spills into a page of its own.
 */
export const firstTables: Migration = {
  number: 1,
  name: 'first tables',
  sql: `
CREATE TABLE complaint_record (
  tenant TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  version INTEGER NOT NULL,
  number TEXT NOT NULL,
  status TEXT NOT NULL,
  level TEXT,
  rung TEXT,
  severity TEXT,
  urgency TEXT,
  major INTEGER NOT NULL CHECK (major IN (0, 1)),
  ticket_type TEXT NOT NULL,
  category TEXT,
  channel TEXT NOT NULL,
  confidentiality TEXT NOT NULL,
  owner TEXT,
  worker TEXT,
  monitor TEXT,
  unit TEXT,
  customer TEXT,
  external_ref TEXT,
  opened_at INTEGER NOT NULL,
  first_settled_at INTEGER,
  settled_at INTEGER,
  closed_at INTEGER,
  updated_at INTEGER NOT NULL,
  next_due_at INTEGER,
  breached_at INTEGER,
  policy TEXT NOT NULL,
  policy_version INTEGER NOT NULL,
  machine TEXT NOT NULL,
  hash TEXT NOT NULL,
  wake_at INTEGER,
  claim_at INTEGER,
  lease TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  deferred_until INTEGER,
  wake_error TEXT,
  state TEXT NOT NULL,
  UNIQUE (tenant, kind, id)
) STRICT;
CREATE INDEX complaint_record_claim ON complaint_record (claim_at) WHERE claim_at IS NOT NULL;
CREATE INDEX complaint_record_deferred ON complaint_record (tenant, wake_at) WHERE wake_error IS NOT NULL;
CREATE INDEX complaint_record_opened
  ON complaint_record (tenant, opened_at, kind, id, owner, worker, monitor, customer, unit);
CREATE INDEX complaint_record_next_due
  ON complaint_record (tenant, next_due_at, kind, id, owner, worker, monitor, customer, unit);
CREATE INDEX complaint_record_status ON complaint_record (tenant, status, opened_at, kind, id);
CREATE INDEX complaint_record_owner ON complaint_record (tenant, owner, opened_at, kind, id) WHERE owner IS NOT NULL;
CREATE INDEX complaint_record_worker ON complaint_record (tenant, worker, opened_at, kind, id) WHERE worker IS NOT NULL;
CREATE INDEX complaint_record_unit ON complaint_record (tenant, unit, opened_at, kind, id) WHERE unit IS NOT NULL;
CREATE INDEX complaint_record_customer
  ON complaint_record (tenant, customer, opened_at, kind, id) WHERE customer IS NOT NULL;
CREATE INDEX complaint_record_number ON complaint_record (tenant, number, opened_at, kind, id);
CREATE INDEX complaint_record_external_ref
  ON complaint_record (tenant, external_ref, opened_at, kind, id) WHERE external_ref IS NOT NULL;

CREATE TABLE complaint_entry (
  tenant TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  actor TEXT NOT NULL,
  command_id TEXT,
  hash TEXT NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (tenant, kind, id, seq),
  FOREIGN KEY (tenant, kind, id) REFERENCES complaint_record (tenant, kind, id)
) STRICT;
CREATE UNIQUE INDEX complaint_entry_command ON complaint_entry (tenant, command_id) WHERE command_id IS NOT NULL;

CREATE TABLE complaint_personal (
  tenant TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  subject TEXT NOT NULL,
  salt TEXT,
  data TEXT,
  search TEXT,
  UNIQUE (tenant, kind, id, seq, subject),
  FOREIGN KEY (tenant, kind, id, seq) REFERENCES complaint_entry (tenant, kind, id, seq)
) STRICT;
CREATE INDEX complaint_personal_subject ON complaint_personal (tenant, subject) WHERE data IS NOT NULL;

CREATE TABLE complaint_clock (
  tenant TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  clock TEXT NOT NULL,
  obligation TEXT NOT NULL,
  subject TEXT,
  level TEXT NOT NULL,
  cycle INTEGER NOT NULL,
  state TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  due_at INTEGER,
  ended_at INTEGER,
  breached_at INTEGER,
  PRIMARY KEY (tenant, kind, id, clock),
  FOREIGN KEY (tenant, kind, id) REFERENCES complaint_record (tenant, kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE complaint_link (
  tenant TEXT NOT NULL,
  from_kind TEXT NOT NULL,
  from_id TEXT NOT NULL,
  rel TEXT NOT NULL,
  to_kind TEXT NOT NULL,
  to_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (tenant, from_kind, from_id, rel, to_kind, to_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX complaint_link_to ON complaint_link (tenant, to_kind, to_id, rel, at);

CREATE TABLE complaint_message (
  tenant TEXT NOT NULL,
  key TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  send_at INTEGER NOT NULL,
  lane TEXT,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER NOT NULL,
  claim_at INTEGER,
  lease TEXT,
  last_error TEXT,
  reference TEXT,
  finished_at INTEGER,
  content TEXT NOT NULL,
  UNIQUE (tenant, key),
  FOREIGN KEY (tenant, kind, id) REFERENCES complaint_record (tenant, kind, id)
) STRICT;
CREATE INDEX complaint_message_claim ON complaint_message (claim_at) WHERE claim_at IS NOT NULL;
CREATE INDEX complaint_message_pending ON complaint_message (tenant, lane, created_at, seq, key) WHERE state = 'pending';
CREATE INDEX complaint_message_dead ON complaint_message (tenant, created_at, key) WHERE state = 'dead';
CREATE INDEX complaint_message_record ON complaint_message (tenant, kind, id, created_at, key);

CREATE TABLE complaint_number (
  tenant TEXT NOT NULL,
  series TEXT NOT NULL,
  next INTEGER NOT NULL,
  PRIMARY KEY (tenant, series)
) STRICT, WITHOUT ROWID;
`,
}
