import type { Migration } from './migration.ts'

/**
 * The first tables. Every key begins with the tenant. Texts are compared by code point (`COLLATE "C"`), whatever the
 * database's language: lists and cursors go by that order, and it is the fastest.
 *
 * `claim_at` is the instant from which a worker may claim the row: the wanted one, or the end of a deferral, of messages
 * also of a lease. It is null when nothing is wanted and, of messages, when another of the lane comes first; so the partial
 * indexes hold no more than what is pending, and a poll costs the same at a million records.
 *
 * The lease of a record ends at `lease_until`, which no index holds: so a claim touches no index, where the page has room
 * for another version of the row, which the fill factor leaves. Moving `claim_at` instead wrote into all the indexes, and
 * of a million records claiming 1,000 cost 370 ms and 51 MB of log, against 21 ms and 7 MB.
 *
 * The primary keys of records and messages are made after their other indexes: in an empty table all that hold the
 * columns of a key cost the same, the planner takes the latest, and the functions keep such a plan.
 *
 * JSON is kept as text: what was sealed must come back byte by byte, and `jsonb` costs up to a quarter in groups.
 *
 * No foreign keys: rows are written by one function, which has the record locked, and each key would cost a look-up and
 * a lock for every row.
 */
export const firstTables: Migration = {
  number: 1,
  name: 'first tables',
  sql: (schema) => `
CREATE TABLE ${schema}.complaint_record (
  tenant text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  seq integer NOT NULL,
  version integer NOT NULL,
  number text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL,
  level text COLLATE "C",
  rung text COLLATE "C",
  severity text COLLATE "C",
  urgency text COLLATE "C",
  major boolean NOT NULL,
  ticket_type text COLLATE "C" NOT NULL,
  category text COLLATE "C",
  channel text COLLATE "C" NOT NULL,
  confidentiality text COLLATE "C" NOT NULL,
  owner text COLLATE "C",
  worker text COLLATE "C",
  monitor text COLLATE "C",
  unit text COLLATE "C",
  customer text COLLATE "C",
  external_ref text COLLATE "C",
  opened_at timestamptz NOT NULL,
  first_settled_at timestamptz,
  settled_at timestamptz,
  closed_at timestamptz,
  updated_at timestamptz NOT NULL,
  next_due_at timestamptz,
  priority integer,
  breached_at timestamptz,
  policy text COLLATE "C" NOT NULL,
  policy_version integer NOT NULL,
  machine text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL,
  wake_at timestamptz,
  claim_at timestamptz,
  lease text COLLATE "C",
  lease_until timestamptz,
  attempts integer NOT NULL DEFAULT 0,
  deferred_until timestamptz,
  wake_error text,
  state text NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX complaint_record_claim ON ${schema}.complaint_record (claim_at) WHERE claim_at IS NOT NULL;
CREATE INDEX complaint_record_deferred ON ${schema}.complaint_record (tenant, wake_at) WHERE wake_error IS NOT NULL;
CREATE INDEX complaint_record_opened ON ${schema}.complaint_record (tenant, opened_at, kind, id);
CREATE INDEX complaint_record_next_due ON ${schema}.complaint_record (tenant, next_due_at, kind, id);
CREATE INDEX complaint_record_priority ON ${schema}.complaint_record (tenant, priority, kind, id);
CREATE INDEX complaint_record_status ON ${schema}.complaint_record (tenant, status, opened_at, kind, id);
CREATE INDEX complaint_record_owner
  ON ${schema}.complaint_record (tenant, owner, opened_at, kind, id) WHERE owner IS NOT NULL;
CREATE INDEX complaint_record_worker
  ON ${schema}.complaint_record (tenant, worker, opened_at, kind, id) WHERE worker IS NOT NULL;
CREATE INDEX complaint_record_monitor
  ON ${schema}.complaint_record (tenant, monitor, opened_at, kind, id) WHERE monitor IS NOT NULL;
CREATE INDEX complaint_record_unit
  ON ${schema}.complaint_record (tenant, unit, opened_at, kind, id) WHERE unit IS NOT NULL;
CREATE INDEX complaint_record_customer
  ON ${schema}.complaint_record (tenant, customer, opened_at, kind, id) WHERE customer IS NOT NULL;
CREATE INDEX complaint_record_number ON ${schema}.complaint_record (tenant, number, opened_at, kind, id);
CREATE INDEX complaint_record_external_ref
  ON ${schema}.complaint_record (tenant, external_ref, opened_at, kind, id) WHERE external_ref IS NOT NULL;
ALTER TABLE ${schema}.complaint_record ADD CONSTRAINT complaint_record_key PRIMARY KEY (tenant, kind, id);

CREATE TABLE ${schema}.complaint_entry (
  tenant text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  seq integer NOT NULL,
  version integer NOT NULL,
  at timestamptz NOT NULL,
  type text COLLATE "C" NOT NULL,
  actor text COLLATE "C" NOT NULL,
  command_id text COLLATE "C",
  hash text COLLATE "C" NOT NULL,
  body text NOT NULL,
  CONSTRAINT complaint_entry_key PRIMARY KEY (tenant, kind, id, seq)
);
CREATE UNIQUE INDEX complaint_entry_command
  ON ${schema}.complaint_entry (tenant, command_id) WHERE command_id IS NOT NULL;

CREATE TABLE ${schema}.complaint_personal (
  tenant text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  seq integer NOT NULL,
  subject text COLLATE "C" NOT NULL,
  salt text NOT NULL,
  data text NOT NULL,
  search text COLLATE "C" NOT NULL,
  CONSTRAINT complaint_personal_key PRIMARY KEY (tenant, kind, id, seq, subject)
);
CREATE INDEX complaint_personal_subject ON ${schema}.complaint_personal (tenant, subject);

CREATE TABLE ${schema}.complaint_clock (
  tenant text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  clock text COLLATE "C" NOT NULL,
  obligation text COLLATE "C" NOT NULL,
  subject text COLLATE "C",
  level text COLLATE "C" NOT NULL,
  cycle integer NOT NULL,
  state text COLLATE "C" NOT NULL,
  opened_at timestamptz NOT NULL,
  due_at timestamptz,
  ended_at timestamptz,
  breached_at timestamptz,
  CONSTRAINT complaint_clock_key PRIMARY KEY (tenant, kind, id, clock)
);

CREATE TABLE ${schema}.complaint_link (
  tenant text COLLATE "C" NOT NULL,
  from_kind text COLLATE "C" NOT NULL,
  from_id text COLLATE "C" NOT NULL,
  rel text COLLATE "C" NOT NULL,
  to_kind text COLLATE "C" NOT NULL,
  to_id text COLLATE "C" NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT complaint_link_key PRIMARY KEY (tenant, from_kind, from_id, rel, to_kind, to_id)
);
CREATE INDEX complaint_link_to ON ${schema}.complaint_link (tenant, to_kind, to_id, rel, from_kind, from_id);

CREATE TABLE ${schema}.complaint_message (
  tenant text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  seq integer NOT NULL,
  created_at timestamptz NOT NULL,
  send_at timestamptz NOT NULL,
  lane text COLLATE "C",
  state text COLLATE "C" NOT NULL DEFAULT 'pending',
  attempts integer NOT NULL DEFAULT 0,
  not_before timestamptz NOT NULL,
  claim_at timestamptz,
  lease text COLLATE "C",
  last_error text,
  reference text,
  finished_at timestamptz,
  content text NOT NULL
);
CREATE INDEX complaint_message_claim ON ${schema}.complaint_message (claim_at) WHERE claim_at IS NOT NULL;
CREATE INDEX complaint_message_lane
  ON ${schema}.complaint_message (tenant, lane, (lease IS NULL), created_at, seq, key) WHERE state = 'pending' AND lane IS NOT NULL;
CREATE INDEX complaint_message_pending
  ON ${schema}.complaint_message (tenant, created_at, key) WHERE state = 'pending';
CREATE INDEX complaint_message_dead ON ${schema}.complaint_message (tenant, created_at, key) WHERE state = 'dead';
CREATE INDEX complaint_message_record ON ${schema}.complaint_message (tenant, kind, id, created_at, key);
ALTER TABLE ${schema}.complaint_message ADD CONSTRAINT complaint_message_key PRIMARY KEY (tenant, key);

CREATE TABLE ${schema}.complaint_number (
  tenant text COLLATE "C" NOT NULL,
  series text COLLATE "C" NOT NULL,
  next bigint NOT NULL,
  CONSTRAINT complaint_number_key PRIMARY KEY (tenant, series)
);
`,
}
