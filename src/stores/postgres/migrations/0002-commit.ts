import type { Migration } from './migration.ts'

/** The columns of a record that are given beside its state; those of claims follow from them. */
const COLUMNS = {
  tenant: 'text',
  kind: 'text',
  id: 'text',
  seq: 'integer',
  version: 'integer',
  number: 'text',
  status: 'text',
  major: 'boolean',
  ticket_type: 'text',
  channel: 'text',
  confidentiality: 'text',
  opened_at: 'timestamptz',
  updated_at: 'timestamptz',
  policy: 'text',
  policy_version: 'integer',
  machine: 'text',
  hash: 'text',
  wake_at: 'timestamptz',
  priority: 'integer',
  level: 'text',
  rung: 'text',
  severity: 'text',
  urgency: 'text',
  category: 'text',
  owner: 'text',
  worker: 'text',
  monitor: 'text',
  unit: 'text',
  customer: 'text',
  external_ref: 'text',
  first_settled_at: 'timestamptz',
  settled_at: 'timestamptz',
  closed_at: 'timestamptz',
  next_due_at: 'timestamptz',
  breached_at: 'timestamptz',
} as const
const names = Object.keys(COLUMNS)

const TABLES = ['record', 'entry', 'personal', 'clock', 'link', 'message']

/** What the functions take. */
const changes = (
  schema: string,
): string => `records ${schema}.complaint_record_row[], entries ${schema}.complaint_entry_row[],
  personal ${schema}.complaint_personal_row[], clocks ${schema}.complaint_clock_row[],
  links ${schema}.complaint_link_row[], messages ${schema}.complaint_message_row[], texts text[]`

const SETTINGS = `SET lock_timeout = '20ms' SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off`

/** A record as it is first stored, from the row `r`. */
const given = (state: string): string => `${names.map((column) => `r.${column}`).join(', ')}, ${state}, r.wake_at`

/** What becomes of a record that is there, from the row `r`; whoever has claimed it has no claim any more. */
const changed = (state: string): string => `${names
  .slice(3)
  .map((column) => `${column} = r.${column}`)
  .join(', ')}, state = ${state},
      claim_at = r.wake_at, lease = NULL, attempts = 0, deferred_until = NULL, wake_error = NULL`

/** Everything of changes but their records. `where` picks the rows by the name of one. */
const insertsOf = (schema: string, where: (row: string) => string): string => `
  INSERT INTO ${schema}.complaint_entry (tenant, kind, id, seq, version, at, type, actor, command_id, hash, body)
    SELECT e.tenant, e.kind, e.id, e.seq, e.version, e.at, e.type, e.actor, e.command_id, e.hash, texts[e.body]
    FROM unnest(entries) AS e${where('e')};
  IF personal IS NOT NULL THEN
    INSERT INTO ${schema}.complaint_personal (tenant, kind, id, seq, subject, salt, data, search)
      SELECT p.tenant, p.kind, p.id, p.seq, p.subject, p.salt, p.data, p.search
      FROM unnest(personal) AS p${where('p')};
  END IF;
  IF clocks IS NOT NULL THEN
    INSERT INTO ${schema}.complaint_clock AS old (tenant, kind, id, clock, obligation, subject, level, cycle, state,
        opened_at, due_at, ended_at, breached_at)
      SELECT k.tenant, k.kind, k.id, k.clock, k.obligation, k.subject, k.level, k.cycle, k.state,
        k.opened_at, k.due_at, k.ended_at, k.breached_at
      FROM unnest(clocks) AS k${where('k')}
      ON CONFLICT (tenant, kind, id, clock) DO UPDATE SET obligation = excluded.obligation,
        subject = excluded.subject, level = excluded.level, cycle = excluded.cycle, state = excluded.state,
        opened_at = excluded.opened_at, due_at = excluded.due_at, ended_at = excluded.ended_at,
        breached_at = excluded.breached_at;
  END IF;
  IF links IS NOT NULL THEN
    INSERT INTO ${schema}.complaint_link (tenant, from_kind, from_id, rel, to_kind, to_id, at)
      SELECT l.tenant, l.from_kind, l.from_id, l.rel, l.to_kind, l.to_id, l.at
      FROM unnest(links) AS l${where('l')}
      ON CONFLICT DO NOTHING;
  END IF;
  IF messages IS NOT NULL THEN
    INSERT INTO ${schema}.complaint_message
        (tenant, key, kind, id, seq, created_at, send_at, lane, not_before, claim_at, content)
      SELECT m.tenant, m.key, m.kind, m.id, m.seq, m.created_at, m.send_at, m.lane, m.send_at, m.send_at, texts[m.content]
      FROM unnest(messages) AS m${where('m')};
  END IF;`

/**
 * Storing changes is one function: one round trip and one fsync for a batch, one statement for each table, with plans
 * that the connection keeps. One call of a function for each change took the server twice as long.
 *
 * A change that comes alone has a function of its own, which takes the server an eighth less: it looks up and writes by
 * plain statements, and has the other judge what does not fit.
 *
 * What it needs is looked up before anything is written, under the locks of the records' rows, which it never waits for.
 * What it cannot see is a key that an unfinished transaction is writing, a command id above all: there the unique index
 * waits, so `lock_timeout` ends that after 20 ms. Then, as after any other row that the schema refuses, the whole call
 * fails and each change is sent again by itself and with care: in a block of its own, so that it fails alone and spares
 * the transaction around it. Only who meets such a row pays for the blocks, which would cost every commit a transaction
 * number for each change.
 *
 * Rows come as arrays of the types below and not as JSON, which took a seventh of the server's time. They are not the
 * tables' own types: a column that a later step adds must not turn away a process that does not know it yet.
 *
 * States, bodies and contents are in `texts`: within a row each of their quotes would be escaped. The state of a change
 * has the change's place there; the others are given by their places.
 *
 * All joins are look-ups by a key, one for each row that is given, and nothing else is left to the planner: a plan is
 * kept, and one made for a table of ten rows is still used when it has ten thousand, until statistics are gathered.
 */
export const commitFunctions: Migration = {
  number: 2,
  name: 'commit',
  sql: (schema) => `
CREATE TYPE ${schema}.complaint_record_row AS (based_on integer, sound boolean, commands text[],
  ${Object.entries(COLUMNS)
    .map((column) => column.join(' '))
    .join(', ')});
CREATE TYPE ${schema}.complaint_entry_row AS (place integer, tenant text, kind text, id text, seq integer,
  version integer, at timestamptz, type text, actor text, command_id text, hash text, body integer);
CREATE TYPE ${schema}.complaint_personal_row AS (place integer, tenant text, kind text, id text, seq integer, subject text,
  salt text, data text, search text);
CREATE TYPE ${schema}.complaint_clock_row AS (place integer, tenant text, kind text, id text, clock text, obligation text,
  subject text, level text, cycle integer, state text, opened_at timestamptz, due_at timestamptz, ended_at timestamptz,
  breached_at timestamptz);
CREATE TYPE ${schema}.complaint_link_row AS (place integer, tenant text, from_kind text, from_id text, rel text,
  to_kind text, to_id text, at timestamptz);
CREATE TYPE ${schema}.complaint_message_row AS (place integer, tenant text, key text, kind text, id text, seq integer,
  created_at timestamptz, send_at timestamptz, lane text, content integer);

CREATE FUNCTION ${schema}.complaint_commit(
  ${changes(schema)}, careful boolean DEFAULT false
) RETURNS text LANGUAGE plpgsql ${SETTINGS} AS $function$
DECLARE
  found_seqs integer[];
  outcomes text[];
  fit integer[];
BEGIN
  SELECT array_agg(l.seq ORDER BY r.ordinality), array_agg(CASE
      WHEN e.id IS NOT NULL THEN json_build_object('kind', e.kind, 'id', e.id, 'seq', e.seq)::text
      WHEN l.seq IS NULL AND EXISTS (
        SELECT FROM ${schema}.complaint_record c WHERE c.tenant = r.tenant AND c.kind = r.kind AND c.id = r.id
      ) THEN 'busy'
      WHEN coalesce(l.seq, 0) <> r.based_on THEN 'conflict'
      WHEN NOT r.sound THEN 'unsound'
      WHEN careful AND EXISTS (
        SELECT FROM ${schema}.complaint_message k WHERE k.tenant = r.tenant AND k.key = ANY (ARRAY(
          SELECT m.key FROM unnest(messages) AS m WHERE m.place = r.ordinality
        ))
      ) THEN 'exists'
      ELSE 'committed'
    END ORDER BY r.ordinality) INTO found_seqs, outcomes
    FROM unnest(records) WITH ORDINALITY AS r
    LEFT JOIN LATERAL (
      SELECT c.seq FROM ${schema}.complaint_record c
      WHERE c.tenant = r.tenant AND c.kind = r.kind AND c.id = r.id FOR NO KEY UPDATE SKIP LOCKED
    ) l ON true
    LEFT JOIN LATERAL (
      SELECT x.kind, x.id, x.seq FROM ${schema}.complaint_entry x
      WHERE x.tenant = r.tenant AND x.command_id = ANY (r.commands) AND x.command_id IS NOT NULL LIMIT 1
    ) e ON true;

  IF 'committed' <> ALL (outcomes) THEN
    RETURN array_to_json(outcomes);
  END IF;
  IF 'committed' <> ANY (outcomes) THEN
    SELECT array_agg(o.place) INTO fit FROM unnest(outcomes) WITH ORDINALITY AS o (outcome, place)
      WHERE o.outcome = 'committed';
  END IF;

  IF 0 < ANY (found_seqs) THEN
    UPDATE ${schema}.complaint_record c SET ${changed('texts[r.ordinality]')}
      FROM unnest(records) WITH ORDINALITY AS r
      WHERE (fit IS NULL OR r.ordinality = ANY (fit)) AND c.tenant = r.tenant AND c.kind = r.kind AND c.id = r.id;
  END IF;
  IF array_position(found_seqs, NULL) IS NOT NULL THEN
    INSERT INTO ${schema}.complaint_record (${names.join(', ')}, state, claim_at)
      SELECT ${given('texts[r.ordinality]')}
      FROM unnest(records) WITH ORDINALITY AS r
      WHERE (fit IS NULL OR r.ordinality = ANY (fit)) AND found_seqs[r.ordinality] IS NULL;
  END IF;

${insertsOf(
  schema,
  (row) => `
    WHERE fit IS NULL OR ${row}.place = ANY (fit)`,
)}
  RETURN array_to_json(outcomes);
END
$function$;

CREATE FUNCTION ${schema}.complaint_commit_one(
  ${changes(schema)}
) RETURNS text LANGUAGE plpgsql ${SETTINGS} AS $function$
DECLARE
  r CONSTANT ${schema}.complaint_record_row := records[1];
BEGIN
  IF r.based_on > 0 THEN
    PERFORM FROM ${schema}.complaint_record c
      WHERE c.tenant = r.tenant AND c.kind = r.kind AND c.id = r.id AND c.seq = r.based_on
      FOR NO KEY UPDATE SKIP LOCKED;
  ELSE
    PERFORM WHERE NOT EXISTS (
      SELECT FROM ${schema}.complaint_record c WHERE c.tenant = r.tenant AND c.kind = r.kind AND c.id = r.id
    );
  END IF;
  IF NOT FOUND OR NOT r.sound OR EXISTS (
    SELECT FROM ${schema}.complaint_entry x
    WHERE x.tenant = r.tenant AND x.command_id = ANY (r.commands) AND x.command_id IS NOT NULL
  ) THEN
    RETURN ${schema}.complaint_commit(records, entries, personal, clocks, links, messages, texts);
  END IF;
  IF r.based_on > 0 THEN
    UPDATE ${schema}.complaint_record c SET ${changed('texts[1]')}
      WHERE c.tenant = r.tenant AND c.kind = r.kind AND c.id = r.id;
  ELSE
    INSERT INTO ${schema}.complaint_record (${names.join(', ')}, state, claim_at) VALUES (${given('texts[1]')});
  END IF;
${insertsOf(schema, () => '')}
  RETURN '["committed"]';
END
$function$;

CREATE FUNCTION ${schema}.complaint_commit_carefully(
  records text, entries text, personal text, clocks text, links text, messages text, texts text[]
) RETURNS text LANGUAGE plpgsql AS $function$
BEGIN
  RETURN ${schema}.complaint_commit(${TABLES.map((table, i) => `$${i + 1}::${schema}.complaint_${table}_row[]`).join(', ')}, texts, true);
EXCEPTION
  -- Another transaction is writing, or has just written, what this one writes: the next try will see it.
  WHEN unique_violation OR lock_not_available OR deadlock_detected THEN RETURN '["busy"]';
  WHEN data_exception OR integrity_constraint_violation OR program_limit_exceeded THEN RETURN '["unfit"]';
END
$function$;
`,
}
