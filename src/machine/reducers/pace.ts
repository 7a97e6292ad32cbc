import { given } from '../../domain/json.ts'
import { extendClock, reviewBreaches, takeCap } from '../clocks.ts'
import type { Reducers } from '../reducer.ts'

/** What pauses, extensions and caps change in the data. */
export const paceReducers: Reducers<'suspend' | 'resume' | 'extend' | 'cap'> = {
  suspend(step, { reason, from, until }) {
    const pause = {
      id: `pause-${step.state.pauses.length + 1}`,
      reason,
      from: from ?? step.instant,
      ...given({ until }),
    }
    step.set({ pauses: [...step.state.pauses, pause] })
    reviewBreaches(step)
    step.signal('suspended', pause.id)
  },
  resume(step, { pause }) {
    const at = step.instant
    const ended: string[] = []
    const pauses = step.state.pauses.map((one) => {
      const isMeant = pause === undefined ? one.from <= at : one.id === pause
      if (!isMeant || (one.until ?? Number.POSITIVE_INFINITY) <= at) return one
      ended.push(one.id)
      return { ...one, until: Math.max(at, one.from) }
    })
    step.set({ pauses })
    for (const id of ended) step.signal('resumed', id)
  },
  extend(step, { obligation, subject, by, to, agreed }) {
    const extension = { at: step.turn.at, ...given({ by, to }), agreed, grantedBy: step.by.id }
    for (const clock of step.state.clocks) {
      if (clock.ended !== undefined || clock.obligation !== obligation) continue
      if (subject !== undefined && clock.subject !== subject) continue
      extendClock(step, clock, extension)
      step.signal('extended', clock.subject)
    }
  },
  cap(step, { complaint, obligation, seq, at, above }) {
    // Linked in a ring, complaints would press each other's due instants ever lower: what closes the ring caps nothing.
    const isRing = complaint === step.state.id || above?.includes(step.state.id) === true
    // Nobody can have kept a limit before it was there.
    const from = at === undefined ? undefined : Math.max(at, step.instant)
    const cap = { complaint, obligation, seq, ...(isRing ? { isRing } : given({ at: from, above })) }
    if (takeCap(step, cap) && 'at' in cap) step.signal('capped')
  },
}
