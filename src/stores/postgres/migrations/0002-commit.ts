import type { Migration } from './migration.ts'

/**
 * Storing a change is one function: one round trip and one fsync for a batch, with plans that the connection keeps.
 *
 * What it needs is looked up before anything is written, under the lock of the record's row, which it never waits for.
 * What it cannot see is a key that an unfinished transaction is writing, a command id above all: there the unique index
 * waits, so `lock_timeout` ends that after 20 ms. Then, as after any other row that the schema refuses, the whole call
 * fails and is sent again with `careful`: each change in a block of its own, so that it fails alone. Only who meets such
 * a row pays for the blocks, which would cost every commit a transaction number for each change.
 *
 * Sequential scans are off since the plans are kept: one made for a table of ten rows is still used when it has ten
 * thousand, until statistics are gathered.
 */
export const commitFunctions: Migration = {
  number: 2,
  name: 'commit',
  sql: (schema) => `
CREATE FUNCTION ${schema}.complaint_commit_one(
  given json, based_on integer, sound boolean, careful boolean, commands json,
  entries json, personal json, clocks json, links json, messages json
) RETURNS text LANGUAGE plpgsql
SET lock_timeout = '20ms' SET enable_seqscan = off AS $function$
DECLARE
  r ${schema}.complaint_record;
  found_seq integer;
  is_locked boolean;
  known record;
BEGIN
  r := json_populate_record(NULL::${schema}.complaint_record, given);

  SELECT c.seq INTO found_seq FROM ${schema}.complaint_record c
    WHERE c.tenant = r.tenant AND c.kind = r.kind AND c.id = r.id FOR NO KEY UPDATE SKIP LOCKED;
  is_locked := FOUND;

  IF commands IS NOT NULL THEN
    SELECT e.kind, e.id, e.seq INTO known
      FROM json_array_elements_text(commands) AS c (command_id)
      JOIN ${schema}.complaint_entry e ON e.tenant = r.tenant AND e.command_id = c.command_id
      LIMIT 1;
    IF FOUND THEN
      RETURN json_build_object('kind', known.kind, 'id', known.id, 'seq', known.seq);
    END IF;
  END IF;

  IF NOT is_locked THEN
    PERFORM 1 FROM ${schema}.complaint_record c WHERE c.tenant = r.tenant AND c.kind = r.kind AND c.id = r.id;
    IF FOUND THEN
      RETURN 'busy';
    END IF;
    found_seq := 0;
  END IF;
  IF found_seq <> based_on THEN
    RETURN 'conflict';
  END IF;
  IF NOT sound THEN
    RETURN 'unsound';
  END IF;
  IF careful AND messages IS NOT NULL THEN
    PERFORM 1 FROM json_to_recordset(messages) AS m (key text)
      JOIN ${schema}.complaint_message k ON k.tenant = r.tenant AND k.key = m.key;
    IF FOUND THEN
      RETURN 'exists';
    END IF;
  END IF;

  IF is_locked THEN
    UPDATE ${schema}.complaint_record c SET
      seq = r.seq, version = r.version, number = r.number, status = r.status, level = r.level, rung = r.rung,
      severity = r.severity, urgency = r.urgency, major = r.major, ticket_type = r.ticket_type,
      category = r.category, channel = r.channel, confidentiality = r.confidentiality, owner = r.owner,
      worker = r.worker, monitor = r.monitor, unit = r.unit, customer = r.customer,
      external_ref = r.external_ref, opened_at = r.opened_at, first_settled_at = r.first_settled_at,
      settled_at = r.settled_at, closed_at = r.closed_at, updated_at = r.updated_at,
      next_due_at = r.next_due_at, priority = r.priority, breached_at = r.breached_at, policy = r.policy,
      policy_version = r.policy_version, machine = r.machine, hash = r.hash, wake_at = r.wake_at,
      claim_at = r.wake_at, state = r.state, lease = NULL, attempts = 0, deferred_until = NULL, wake_error = NULL
      WHERE c.tenant = r.tenant AND c.kind = r.kind AND c.id = r.id;
  ELSE
    r.claim_at := r.wake_at;
    r.attempts := 0;
    INSERT INTO ${schema}.complaint_record VALUES (r.*);
  END IF;

  INSERT INTO ${schema}.complaint_entry (tenant, kind, id, seq, version, at, type, actor, command_id, hash, body)
    SELECT r.tenant, r.kind, r.id, e.seq, e.version, e.at, e.type, e.actor, e.command_id, e.hash, e.body
    FROM json_to_recordset(entries) AS e (seq integer, version integer, at timestamptz, type text, actor text,
      command_id text, hash text, body text);
  IF personal IS NOT NULL THEN
    INSERT INTO ${schema}.complaint_personal (tenant, kind, id, seq, subject, salt, data, search)
      SELECT r.tenant, r.kind, r.id, p.seq, p.subject, p.salt, p.data, p.search
      FROM json_to_recordset(personal) AS p (seq integer, subject text, salt text, data text, search text);
  END IF;
  IF clocks IS NOT NULL THEN
    INSERT INTO ${schema}.complaint_clock AS old (tenant, kind, id, clock, obligation, subject, level, cycle, state,
        opened_at, due_at, ended_at, breached_at)
      SELECT r.tenant, r.kind, r.id, k.clock, k.obligation, k.subject, k.level, k.cycle, k.state,
        k.opened_at, k.due_at, k.ended_at, k.breached_at
      FROM json_to_recordset(clocks) AS k (clock text, obligation text, subject text, level text, cycle integer,
        state text, opened_at timestamptz, due_at timestamptz, ended_at timestamptz, breached_at timestamptz)
      ON CONFLICT (tenant, kind, id, clock) DO UPDATE SET obligation = excluded.obligation,
        subject = excluded.subject, level = excluded.level, cycle = excluded.cycle, state = excluded.state,
        opened_at = excluded.opened_at, due_at = excluded.due_at, ended_at = excluded.ended_at,
        breached_at = excluded.breached_at;
  END IF;
  IF links IS NOT NULL THEN
    INSERT INTO ${schema}.complaint_link (tenant, from_kind, from_id, rel, to_kind, to_id, at)
      SELECT r.tenant, l.from_kind, l.from_id, l.rel, l.to_kind, l.to_id, l.at
      FROM json_to_recordset(links) AS l (from_kind text, from_id text, rel text, to_kind text, to_id text,
        at timestamptz)
      ON CONFLICT DO NOTHING;
  END IF;
  IF messages IS NOT NULL THEN
    INSERT INTO ${schema}.complaint_message
        (tenant, key, kind, id, seq, created_at, send_at, lane, not_before, claim_at, content)
      SELECT r.tenant, m.key, r.kind, r.id, m.seq, m.created_at, m.send_at, m.lane, m.send_at, m.send_at, m.content
      FROM json_to_recordset(messages) AS m (key text, seq integer, created_at timestamptz, send_at timestamptz,
        lane text, content text);
  END IF;
  RETURN 'committed';
END
$function$;

CREATE FUNCTION ${schema}.complaint_commit(changes json, careful boolean) RETURNS text LANGUAGE plpgsql AS $function$
DECLARE
  c record;
  outcome text;
  outcomes text[] := '{}';
BEGIN
  FOR c IN SELECT * FROM json_to_recordset(changes) AS x (record json, based_on integer, sound boolean,
    commands json, entries json, personal json, clocks json, links json, messages json)
  LOOP
    IF careful THEN
      BEGIN
        outcome := ${schema}.complaint_commit_one(c.record, c.based_on, c.sound, true, c.commands, c.entries,
          c.personal, c.clocks, c.links, c.messages);
      EXCEPTION
        -- Another transaction is writing, or has just written, what this one writes: the next try will see it.
        WHEN unique_violation OR lock_not_available OR deadlock_detected THEN outcome := 'busy';
        WHEN data_exception OR integrity_constraint_violation OR program_limit_exceeded THEN outcome := 'unfit';
      END;
    ELSE
      outcome := ${schema}.complaint_commit_one(c.record, c.based_on, c.sound, false, c.commands, c.entries,
        c.personal, c.clocks, c.links, c.messages);
    END IF;
    outcomes := outcomes || outcome;
  END LOOP;
  RETURN array_to_json(outcomes);
END
$function$;
`,
}
