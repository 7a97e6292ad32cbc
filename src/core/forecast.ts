import type { ClockEvent, ComplaintState } from '../domain/complaint.ts'
import { given } from '../domain/json.ts'
import { wakeAtOf } from '../machine/walk.ts'
import type { Policy } from '../policy/policy.ts'
import { dueOf, nextFiringOf } from '../time/clock.ts'
import type { ComingFiring, Forecast, SilentClock } from './coming.ts'
import { decide } from './decide.ts'
import type { EntryBody, LiveRecord } from './decision.ts'
import { forecastText } from './forecast-text.ts'
import type { Sees } from './visibility.ts'

const MOST_COMING = 100
/** More than any firings need; wakes at the edges of pauses say nothing. */
const MOST_WAKES = 1_000

/**
 * What a complaint's clocks will say from an instant on, if nothing happens. Pure. Found by waking a copy of the record
 * whenever it asks for it, so that it cannot differ from what a timely worker brings about.
 *
 * @param now what is overdue by then is said then
 * @param sees a complainant learns of level 1 alone
 */
export function forecast(policy: Policy, record: LiveRecord, now: number, sees: Sees = 'all'): Forecast {
  const { all } = policy.rules.obligations
  const mayTell = (obligation: string): boolean => sees === 'all' || all.get(obligation)?.level === 'customerInterface'
  const coming: ComingFiring[] = []
  let failure: Forecast['failure']
  let live = record
  let wakeAt = wakeAtOf(policy, live.snapshot.context.complaint)
  let wakes = 0
  while (wakeAt !== undefined && coming.length <= MOST_COMING && wakes < MOST_WAKES) {
    wakes += 1
    const at = Math.max(now, wakeAt)
    const decision = decide(policy, live, { wake: true, receivedAt: at })
    if (decision.kind === 'failed') {
      failure = { at: new Date(at), error: decision.error }
      break
    }
    if (decision.kind !== 'moved') break
    let rung = policy.rules.ladder.rungs[live.snapshot.context.complaint.rung]
    for (const { body } of decision.written.entries) {
      const told = firingsOf(policy, body, body.rung !== rung)
      coming.push(...told.filter(({ obligation }) => mayTell(obligation)))
      rung = body.rung
    }
    live = decision.written.record
    wakeAt = decision.written.wakeAt
  }
  const found = {
    coming: coming.slice(0, MOST_COMING),
    silent: silentClocks(policy, record.snapshot.context.complaint).filter(({ obligation }) => mayTell(obligation)),
    isCut: coming.length > MOST_COMING || (wakes === MOST_WAKES && wakeAt !== undefined),
    ...given({ failure }),
    timeZone: policy.definition.timeZone,
  }
  return { ...found, toString: () => forecastText(found) }
}

const FIRINGS: ReadonlySet<ClockEvent['what']> = new Set(['warning', 'breach', 'reminder'])
const isFiring = (event: ClockEvent): event is ClockEvent & { what: ComingFiring['kind'] } => FIRINGS.has(event.what)

function firingsOf(policy: Policy, entry: EntryBody, climbed: boolean): readonly ComingFiring[] {
  return entry.clocks.filter(isFiring).flatMap(({ clock, obligation, what, ordinal, missed, due }) => {
    const rules = policy.rules.obligations.all.get(obligation)
    if (rules === undefined || due === undefined) return []
    const climbs = climbed && what === 'breach' && rules.escalate !== undefined
    return {
      clock,
      obligation,
      level: rules.level,
      kind: what,
      ordinal: ordinal ?? 1,
      at: new Date(entry.at),
      due: new Date(due),
      ...given({ label: rules.rule.label, missed, escalatesTo: climbs ? entry.rung : undefined }),
    }
  })
}

function silentClocks(policy: Policy, { clocks, pauses }: ComplaintState): readonly SilentClock[] {
  return clocks.flatMap((clock): readonly SilentClock[] => {
    const rules = policy.rules.obligations.all.get(clock.obligation)
    if (rules === undefined || clock.ended !== undefined || nextFiringOf(clock, rules, pauses) !== undefined) return []
    const due = dueOf(clock, rules, pauses)
    const named = { clock: clock.id, obligation: clock.obligation, ...given({ label: rules.rule.label }) }
    if (due === undefined) return [{ ...named, because: 'unmeasured' }]
    if (Number.isFinite(due)) return [{ ...named, because: 'allSaid' }]
    const lasting = pauses.filter(({ reason, until }) => until === undefined && rules.pausedBy.has(reason))
    return [{ ...named, because: 'paused', reasons: [...new Set(lasting.map(({ reason }) => reason))] }]
  })
}
