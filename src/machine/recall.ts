import type { ClockEvent, Firing } from '../domain/complaint.ts'
import { given } from '../domain/json.ts'
import type { Step } from './step.ts'
import { fire } from './walk.ts'

/** What a history says of a wake-up. */
export interface Recorded {
  readonly clocks: readonly ClockEvent[]
  /** On which rung the complaint stood after it. */
  readonly rung: number
}

/**
 * Repeats what a history says that clocks said, where {@link walkClocks} would ask the clocks: a changed rule must not
 * make anything happen in the past. What a clock said that the rules no longer know is passed over; a rung that was
 * climbed stays climbed.
 */
export function recallClocks(step: Step, { clocks, rung }: Recorded): void {
  for (const event of clocks) {
    const clock = step.state.clocks.find((one) => one.id === event.clock && one.ended === undefined)
    const firing = firingIn(event, step.turn.at)
    if (clock !== undefined && firing !== undefined) fire(step, clock, firing)
  }
  step.climb(rung)
}

function firingIn({ what, at, ordinal = 1, missed }: ClockEvent, firedAt: number): Firing | undefined {
  return what === 'warning' || what === 'breach' || what === 'reminder'
    ? { kind: what, ordinal, due: at, firedAt, ...given({ missed }) }
    : undefined
}
