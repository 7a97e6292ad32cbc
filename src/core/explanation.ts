import type { Extension, Firing, ObligationClock } from '../domain/complaint.ts'
import type { Label } from '../policy/definition.ts'
import type { ReckoningStep } from '../time/reckoning.ts'

/** How one clock comes to its due instant. */
export interface ClockExplanation {
  readonly clock: string
  readonly obligation: string
  /** The obligation's name for people. */
  readonly label?: Label
  /** Clause that the duty comes from. */
  readonly source?: string
  /** What opens and what meets it. */
  readonly opens: readonly string[]
  readonly meets: readonly string[]
  readonly level: string
  readonly cycle: number
  /** What it counts towards: a duration, an instant, or nothing yet. */
  readonly counts: ObligationClock['due']
  /** Zone in which its days are meant. */
  readonly timeZone: string
  /**
   * The way to the due instant, step by step, as it is known now: what counts, and what is skipped and why. Each step
   * begins where the one before it ends; the last ends at `dueAt`, be it not for an earlier cap, or has no end while a pause without end holds the
   * clock. What counts in minutes and hours adds up to the budget. Extensions are steps of their own. Does not stop where
   * the clock ended. Empty while there is no number.
   *
   * At most 60 steps up to the first due instant, and for each extension; longer ones have steps `leftOut`.
   */
  readonly reckoning: readonly ReckoningStep[]
  readonly runs: readonly { readonly from: Date; readonly to?: Date }[]
  /** The pauses that stop it. */
  readonly pauses: readonly { readonly reason: string; readonly from: Date; readonly until?: Date }[]
  readonly extensions: readonly Extension[]
  /** Before any extension (T-22). */
  readonly originalDueAt?: Date
  /** The cap that it is under and the complaints that it comes from, the nearest first (T-76). */
  readonly cap?: { readonly at: Date; readonly obligation: string; readonly complaints: readonly string[] }
  /** Absent while unmeasured, or while a pause without end holds it. */
  readonly dueAt?: Date
  readonly firings: readonly Firing[]
  readonly state: 'running' | 'paused' | 'unmeasured' | 'met' | 'metLate' | 'metRecordedLate' | 'cancelled' | 'breached'
  readonly endedAt?: Date
  /** What it says next, unless something happens. */
  readonly next?: { readonly kind: Firing['kind']; readonly at: Date }
}

/** Explains every clock of an obligation, the first opened first. */
export interface Explanation {
  readonly clocks: readonly ClockExplanation[]
  /** As text in English; `explanationText` of `redress/reports` prints it in Chinese too. */
  toString(): string
}
