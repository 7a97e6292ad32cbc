import { type ComplaintContext, remembered } from '../domain/complaint.ts'
import { given } from '../domain/json.ts'
import { type Level, levels } from '../domain/level.ts'
import { cancelClocks, isAbout, meetClocks, openClock, reopenClocks, resetBudgets } from './clocks.ts'
import { Draft } from './draft.ts'

/** Which level a signal ends. */
const LEVEL_ENDED: ReadonlyMap<string, Level> = new Map(
  levels.flatMap((level) => [[`settled:${level}`, level] as const, [`waived:${level}`, level] as const]),
)

/**
 * One step of a complaint. Raising a signal is the one way in which anything has consequences: it is remembered, it
 * moves the clocks that hang on it, and it stands in the history.
 */
export class Step extends Draft {
  /** Records a fact, and lets the clocks hear of it: first what it meets, then what it cancels, then what it opens. */
  signal(name: string, subject?: string): void {
    const at = this.instant
    const { signals } = this.state
    this.set({ signals: { ...signals, [name]: remembered(signals[name], at) } })
    this.signals.push(subject === undefined ? { name } : { name, subject })
    const { obligations } = this.policy.rules
    const met = obligations.metBy(name)
    if (met.size > 0) meetClocks(this, met, subject)
    const cancelled = obligations.cancelledBy(name)
    if (cancelled.size > 0) cancelClocks(this, (clock) => cancelled.has(clock.obligation) && isAbout(clock, subject))
    const ended = LEVEL_ENDED.get(name)
    if (ended !== undefined) cancelClocks(this, ({ level }) => level === ended)
    for (const obligation of obligations.openedBy(name)) openClock(this, obligation, subject)
  }

  /** Moves to a higher rung and says so; lower or equal ones are ignored. */
  climb(to: number): boolean {
    const { rungs } = this.policy.rules.ladder
    const rung = rungs[to]
    if (to <= this.state.rung || rung === undefined) return false
    this.set({ rung: to })
    this.signal('escalated', rung)
    this.signal(`escalated:${rung}`)
    return true
  }

  /** Closes the complaint: what still runs is over. */
  close(): void {
    this.set({ closedAt: this.instant })
    cancelClocks(this, () => true)
    this.signal('closed')
  }

  openLevel(level: Level): void {
    if (this.state.levels[level].status === 'open') return
    this.setLevel(level, { status: 'open', openedAt: this.instant })
    this.signal(`opened:${level}`)
  }

  /** Settles a level, once; level 1 without another ending is resolved. */
  settleLevel(level: Level): void {
    const known = this.state.levels[level]
    if (known.status === 'settled') return
    if (level === 'customerInterface' && this.state.ending === undefined) this.set({ ending: 'resolved' })
    const at = this.instant
    this.setLevel(level, { status: 'settled', settledAt: at, firstSettledAt: known.firstSettledAt ?? at })
    this.signal(`settled:${level}`)
  }

  waiveLevel(level: Level): void {
    if (this.state.levels[level].status === 'waived') return
    this.setLevel(level, { status: 'waived' })
    this.signal(`waived:${level}`)
  }

  /** Begins a new cycle of a level. What was found, breached and settled before stays as it was. */
  restartLevel(level: Level): void {
    const { cycle } = this.state.levels[level]
    this.setLevel(level, { status: 'waiting', cycle: cycle + 1, steps: {} })
    if (level === 'customerInterface') {
      const { ending: _ended, ...open } = this.state
      this.state = open
      this.set({ reviews: 0, reviewers: [] })
    }
    reopenClocks(this, level)
  }

  /** Works out again what follows from the case: dimensions, budgets that depend on them, required levels, closing. */
  finish(): ComplaintContext {
    const { rules } = this.policy
    const { state } = this
    const { severity, urgency, major } = rules.classification.derive(this.case, state)
    if (severity !== state.severity || urgency !== state.urgency) {
      const { severity: _severity, urgency: _urgency, ...rest } = state
      this.state = { ...rest, ...given({ severity, urgency }) }
    }
    this.set({ major, at: this.turn.at })
    resetBudgets(this)
    const c = this.case
    for (const level of levels) {
      const required = rules.levels.isRequired(level, c, this.state)
      if (required !== this.state.levels[level].required) this.setLevel(level, { required })
    }
    const closable = levels.every((level) => c.isDone(level)) && rules.forms.missing('close', c).length === 0
    this.set({ closable })
    return { complaint: this.state, turn: this.turn, produced: this.produced }
  }
}
