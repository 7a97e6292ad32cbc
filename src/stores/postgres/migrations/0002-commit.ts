import type { Migration } from './migration.ts'

const KEY = ['tenant', 'kind', 'id']
/** The columns of a record that are given beside its key and its state; those of claims follow from them. */
const COLUMNS = [
  ...['seq', 'version', 'number', 'status', 'level', 'rung', 'severity', 'urgency', 'major', 'ticket_type', 'category'],
  ...['channel', 'confidentiality', 'owner', 'worker', 'monitor', 'unit', 'customer', 'external_ref', 'opened_at'],
  ...['first_settled_at', 'settled_at', 'closed_at', 'updated_at', 'next_due_at', 'priority', 'breached_at', 'policy'],
  ...['policy_version', 'machine', 'hash', 'wake_at'],
]

/**
 * Storing changes is one function: one round trip and one fsync for a batch, one statement for each table, with plans
 * that the connection keeps. One call of a function for each change
 * took the server twice as long.
 *
 * What it needs is looked up before anything is written, under the locks of the records' rows, which it never waits for.
 * What it cannot see is a key that an unfinished transaction is writing, a command id above all: there the unique index
 * waits, so `lock_timeout` ends that after 20 ms. Then, as after any other row that the schema refuses, the whole call
 * fails and each change is sent again by itself and with care: in a block of its own, so that it fails alone and spares
 * the transaction around it. Only who meets such a row pays for the blocks, which would cost every commit a transaction
 * number for each change.
 *
 * States, bodies and contents are in `texts`: in JSON within JSON each of their quotes would be escaped and lexed. The
 * state of a change has the change's place there; the others are given by their places.
 *
 * All joins are look-ups by a key, one for each row that is given, and nothing else is left to the planner: a plan is
 * kept, and one made for a table of ten rows is still used when it has ten thousand, until statistics are gathered.
 */
export const commitFunctions: Migration = {
  number: 2,
  name: 'commit',
  sql: (schema) => `
CREATE FUNCTION ${schema}.complaint_commit(
  texts text[], heads json, records json, entries json, personal json, clocks json, links json, messages json,
  careful boolean DEFAULT false
) RETURNS text LANGUAGE plpgsql
SET lock_timeout = '20ms' SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $function$
DECLARE
  found_seqs integer[];
  outcomes text[];
  fit integer[];
BEGIN
  SELECT array_agg(l.seq ORDER BY h.place) INTO found_seqs
    FROM json_to_recordset(heads) AS h (place integer, tenant text, kind text, id text)
    LEFT JOIN LATERAL (
      SELECT c.seq FROM ${schema}.complaint_record c
      WHERE c.tenant = h.tenant AND c.kind = h.kind AND c.id = h.id FOR NO KEY UPDATE SKIP LOCKED
    ) l ON true;

  SELECT array_agg(CASE
      WHEN e.id IS NOT NULL THEN json_build_object('kind', e.kind, 'id', e.id, 'seq', e.seq)::text
      WHEN found_seqs[h.place] IS NULL AND EXISTS (
        SELECT FROM ${schema}.complaint_record c WHERE c.tenant = h.tenant AND c.kind = h.kind AND c.id = h.id
      ) THEN 'busy'
      WHEN coalesce(found_seqs[h.place], 0) <> h.based_on THEN 'conflict'
      WHEN NOT h.sound THEN 'unsound'
      WHEN careful AND EXISTS (
        SELECT FROM ${schema}.complaint_message k WHERE k.tenant = h.tenant AND k.key = ANY (ARRAY(
          SELECT m.key FROM json_to_recordset(messages) AS m (place integer, key text) WHERE m.place = h.place
        ))
      ) THEN 'exists'
      ELSE 'committed'
    END ORDER BY h.place) INTO outcomes
    FROM json_to_recordset(heads) AS h (place integer, tenant text, kind text, id text, based_on integer, sound boolean,
      commands text[])
    LEFT JOIN LATERAL (
      SELECT x.kind, x.id, x.seq FROM ${schema}.complaint_entry x
      WHERE x.tenant = h.tenant AND x.command_id = ANY (h.commands) AND x.command_id IS NOT NULL LIMIT 1
    ) e ON true;

  IF 'committed' <> ALL (outcomes) THEN
    RETURN array_to_json(outcomes);
  END IF;
  IF 'committed' <> ANY (outcomes) THEN
    SELECT array_agg(o.place) INTO fit FROM unnest(outcomes) WITH ORDINALITY AS o (outcome, place)
      WHERE o.outcome = 'committed';
  END IF;

  IF 0 < ANY (found_seqs) THEN
    UPDATE ${schema}.complaint_record c SET ${COLUMNS.map((column) => `${column} = r.${column}`).join(', ')},
      state = texts[r.ordinality], claim_at = r.wake_at, lease = NULL, attempts = 0, deferred_until = NULL, wake_error = NULL
      FROM json_populate_recordset(NULL::${schema}.complaint_record, records) WITH ORDINALITY AS r
      WHERE (fit IS NULL OR r.ordinality = ANY (fit)) AND c.tenant = r.tenant AND c.kind = r.kind AND c.id = r.id;
  END IF;
  IF array_position(found_seqs, NULL) IS NOT NULL THEN
    INSERT INTO ${schema}.complaint_record (${[...KEY, ...COLUMNS].join(', ')}, state, claim_at)
      SELECT ${[...KEY, ...COLUMNS].map((column) => `r.${column}`).join(', ')}, texts[r.ordinality], r.wake_at
      FROM json_populate_recordset(NULL::${schema}.complaint_record, records) WITH ORDINALITY AS r
      WHERE (fit IS NULL OR r.ordinality = ANY (fit)) AND found_seqs[r.ordinality] IS NULL;
  END IF;

  INSERT INTO ${schema}.complaint_entry (tenant, kind, id, seq, version, at, type, actor, command_id, hash, body)
    SELECT e.tenant, e.kind, e.id, e.seq, e.version, e.at, e.type, e.actor, e.command_id, e.hash, texts[e.body]
    FROM json_to_recordset(entries) AS e (place integer, tenant text, kind text, id text, seq integer, version integer,
      at timestamptz, type text, actor text, command_id text, hash text, body integer)
    WHERE fit IS NULL OR e.place = ANY (fit);
  IF personal IS NOT NULL THEN
    INSERT INTO ${schema}.complaint_personal (tenant, kind, id, seq, subject, salt, data, search)
      SELECT p.tenant, p.kind, p.id, p.seq, p.subject, p.salt, p.data, p.search
      FROM json_to_recordset(personal) AS p (place integer, tenant text, kind text, id text, seq integer, subject text,
        salt text, data text, search text)
      WHERE fit IS NULL OR p.place = ANY (fit);
  END IF;
  IF clocks IS NOT NULL THEN
    INSERT INTO ${schema}.complaint_clock AS old (tenant, kind, id, clock, obligation, subject, level, cycle, state,
        opened_at, due_at, ended_at, breached_at)
      SELECT k.tenant, k.kind, k.id, k.clock, k.obligation, k.subject, k.level, k.cycle, k.state,
        k.opened_at, k.due_at, k.ended_at, k.breached_at
      FROM json_to_recordset(clocks) AS k (place integer, tenant text, kind text, id text, clock text, obligation text,
        subject text, level text, cycle integer, state text, opened_at timestamptz, due_at timestamptz,
        ended_at timestamptz, breached_at timestamptz)
      WHERE fit IS NULL OR k.place = ANY (fit)
      ON CONFLICT (tenant, kind, id, clock) DO UPDATE SET obligation = excluded.obligation,
        subject = excluded.subject, level = excluded.level, cycle = excluded.cycle, state = excluded.state,
        opened_at = excluded.opened_at, due_at = excluded.due_at, ended_at = excluded.ended_at,
        breached_at = excluded.breached_at;
  END IF;
  IF links IS NOT NULL THEN
    INSERT INTO ${schema}.complaint_link (tenant, from_kind, from_id, rel, to_kind, to_id, at)
      SELECT l.tenant, l.from_kind, l.from_id, l.rel, l.to_kind, l.to_id, l.at
      FROM json_to_recordset(links) AS l (place integer, tenant text, from_kind text, from_id text, rel text,
        to_kind text, to_id text, at timestamptz)
      WHERE fit IS NULL OR l.place = ANY (fit)
      ON CONFLICT DO NOTHING;
  END IF;
  IF messages IS NOT NULL THEN
    INSERT INTO ${schema}.complaint_message
        (tenant, key, kind, id, seq, created_at, send_at, lane, not_before, claim_at, content)
      SELECT m.tenant, m.key, m.kind, m.id, m.seq, m.created_at, m.send_at, m.lane, m.send_at, m.send_at, texts[m.content]
      FROM json_to_recordset(messages) AS m (place integer, tenant text, key text, kind text, id text, seq integer,
        created_at timestamptz, send_at timestamptz, lane text, content integer)
      WHERE fit IS NULL OR m.place = ANY (fit);
  END IF;
  RETURN array_to_json(outcomes);
END
$function$;

CREATE FUNCTION ${schema}.complaint_commit_carefully(
  texts text[], heads json, records json, entries json, personal json, clocks json, links json, messages json
) RETURNS text LANGUAGE plpgsql AS $function$
BEGIN
  RETURN ${schema}.complaint_commit(texts, heads, records, entries, personal, clocks, links, messages, true);
EXCEPTION
  -- Another transaction is writing, or has just written, what this one writes: the next try will see it.
  WHEN unique_violation OR lock_not_available OR deadlock_detected THEN RETURN '["busy"]';
  WHEN data_exception OR integrity_constraint_violation OR program_limit_exceeded THEN RETURN '["unfit"]';
END
$function$;
`,
}
