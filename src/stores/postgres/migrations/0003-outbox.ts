import type { Migration } from './migration.ts'

/**
 * Claiming and reporting messages.
 *
 * Of a lane only one message may be out, the first, and who writes into a lane locks nothing: a host's transaction may
 * be open for long. So a message is looked at when it is claimed. One that has to wait is parked: `claim_at` becomes
 * null, and whoever reports the message before it sets it again. Nothing is parked for ever: the message before it is
 * locked when that is done, so either its report sees what is parked, or it is over already and nothing is parked.
 *
 * The first of a lane, one that is out before all others, is what its index begins with. Ordered otherwise, the planner
 * took another index where no statistics were gathered yet, and read all that was pending for each message.
 *
 * A lane is locked while one looks at it, by an advisory lock that is only ever tried: two workers must not claim two
 * messages of a lane that neither sees the other take.
 */
export const outboxFunctions: Migration = {
  number: 3,
  name: 'outbox',
  sql: (schema) => `
CREATE FUNCTION ${schema}.complaint_claim_messages(due timestamptz, most integer, lease_until timestamptz)
RETURNS TABLE (claimed ${schema}.complaint_message, was timestamptz, next_at timestamptz) LANGUAGE plpgsql
SET enable_seqscan = off AS $function$
#variable_conflict use_column
DECLARE
  m ${schema}.complaint_message;
  head record;
  taken integer := 0;
  parked boolean := most > 0;
BEGIN
  WHILE parked AND taken < most LOOP
    parked := false;
    FOR m IN SELECT * FROM ${schema}.complaint_message c WHERE c.claim_at <= due
      ORDER BY c.claim_at LIMIT most - taken FOR NO KEY UPDATE SKIP LOCKED
    LOOP
      IF m.lane IS NOT NULL THEN
        CONTINUE WHEN NOT pg_try_advisory_xact_lock(hashtextextended(m.tenant || chr(31) || m.lane, 5));
        SELECT h.key INTO head FROM ${schema}.complaint_message h
          WHERE h.tenant = m.tenant AND h.lane = m.lane AND h.state = 'pending'
          ORDER BY h.lease IS NULL, h.created_at, h.seq, h.key LIMIT 1;
        IF head.key <> m.key THEN
          PERFORM 1 FROM ${schema}.complaint_message h
            WHERE h.tenant = m.tenant AND h.key = head.key AND h.claim_at IS NOT NULL
            FOR NO KEY UPDATE SKIP LOCKED;
          IF FOUND THEN
            UPDATE ${schema}.complaint_message c SET claim_at = NULL WHERE c.tenant = m.tenant AND c.key = m.key;
            parked := true;
          END IF;
          CONTINUE;
        END IF;
      END IF;
      was := m.claim_at;
      UPDATE ${schema}.complaint_message c
        SET lease = gen_random_uuid(), claim_at = lease_until, attempts = c.attempts + 1
        WHERE c.tenant = m.tenant AND c.key = m.key RETURNING c.* INTO claimed;
      taken := taken + 1;
      RETURN NEXT;
    END LOOP;
  END LOOP;
  claimed := NULL;
  was := NULL;
  SELECT min(c.claim_at) INTO next_at FROM ${schema}.complaint_message c WHERE c.claim_at IS NOT NULL;
  RETURN NEXT;
END
$function$;

CREATE FUNCTION ${schema}.complaint_free_lane(of_tenant text, of_lane text) RETURNS void LANGUAGE sql AS $function$
  UPDATE ${schema}.complaint_message c SET claim_at = c.not_before
    FROM (SELECT f.tenant, f.key FROM ${schema}.complaint_message f
      WHERE f.tenant = of_tenant AND f.lane = of_lane AND f.state = 'pending'
      ORDER BY f.lease IS NULL, f.created_at, f.seq, f.key LIMIT 1) first
    WHERE c.tenant = first.tenant AND c.key = first.key AND c.claim_at IS NULL
$function$;

CREATE FUNCTION ${schema}.complaint_report_messages(results json) RETURNS text LANGUAGE plpgsql
SET enable_seqscan = off AS $function$
DECLARE
  x record;
  m record;
  stale integer[] := '{}';
BEGIN
  FOR x IN SELECT * FROM json_to_recordset(results) AS r (place integer, tenant text, key text, lease text,
    result text, at timestamptz, until timestamptz, error text, reference text, expanded json, untried boolean)
    ORDER BY tenant COLLATE "C", key COLLATE "C"
  LOOP
    UPDATE ${schema}.complaint_message c SET
      state = CASE x.result WHEN 'retry' THEN 'pending' ELSE x.result END,
      lease = NULL,
      attempts = c.attempts - CASE WHEN x.untried THEN 1 ELSE 0 END,
      claim_at = x.until,
      not_before = coalesce(x.until, c.not_before),
      finished_at = CASE x.result WHEN 'retry' THEN NULL ELSE x.at END,
      last_error = coalesce(x.error, c.last_error),
      reference = coalesce(x.reference, c.reference)
      WHERE c.tenant = x.tenant AND c.key = x.key AND c.lease = x.lease
      RETURNING c.lane INTO m;
    IF NOT FOUND THEN
      stale := stale || x.place;
      CONTINUE;
    END IF;
    IF x.expanded IS NOT NULL THEN
      INSERT INTO ${schema}.complaint_message
          (tenant, key, kind, id, seq, created_at, send_at, lane, not_before, claim_at, content)
        SELECT e.tenant, e.key, e.kind, e.id, e.seq, e.created_at, e.send_at, e.lane, e.send_at, e.send_at, e.content
        FROM json_to_recordset(x.expanded) AS e (tenant text, key text, kind text, id text, seq integer,
          created_at timestamptz, send_at timestamptz, lane text, content text)
        ON CONFLICT DO NOTHING;
    END IF;
    IF m.lane IS NOT NULL THEN
      PERFORM ${schema}.complaint_free_lane(x.tenant, m.lane);
    END IF;
  END LOOP;
  RETURN array_to_json(stale);
END
$function$;
`,
}
