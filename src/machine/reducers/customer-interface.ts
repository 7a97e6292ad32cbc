import { identities } from '../../domain/actor.ts'
import type { Approval, ComplaintState } from '../../domain/complaint.ts'
import { given } from '../../domain/json.ts'
import type { Ending } from '../../domain/level.ts'
import type { Reducers } from '../reducer.ts'
import type { Step } from '../step.ts'

const LEVEL = 'customerInterface'

/** What level 1's commands change in the data. */
export const customerInterfaceReducers: Reducers<
  | 'contact'
  | 'establish'
  | 'propose'
  | 'accept'
  | 'decline'
  | 'fulfil'
  | 'callBack'
  | 'review'
  | 'finalise'
  | 'reject'
  | 'refer'
  | 'withdraw'
  | 'merge'
  | 'dispute'
> = {
  contact(step, { settled, keeps }) {
    step.mark(LEVEL, 'contacted', ...(settled ? ['settledAtContact'] : []))
    step.signal('contacted')
    for (const id of keeps ?? []) {
      step.set({
        promises: step.state.promises.map((one) => (one.id === id ? { ...one, keptAt: step.instant } : one)),
      })
      step.signal('promiseKept', id)
    }
  },
  establish(step, { allegations, finding, liability }) {
    const judged = step.state.allegations.map((one) =>
      allegations === undefined || allegations.includes(one.id) ? Object.freeze({ ...one, finding, liability }) : one,
    )
    step.set({ allegations: Object.freeze(judged) })
    step.signal('established')
  },
  propose(step, { remedies, acceptance, allegations }) {
    const id = `offer-${step.state.offers.length + 1}`
    step.set({
      offers: [
        ...closeOffers(step.state, 'superseded'),
        {
          id,
          remedies: remedies.map(({ kind, amountMinor, currency }) => ({ kind, ...given({ amountMinor, currency }) })),
          acceptance,
          allegations: allegations ?? step.state.allegations.map((one) => one.id),
          state: 'open',
        },
      ],
    })
    if (!ask(step, 'propose')) step.signal('offered')
  },
  accept(step) {
    step.mark(LEVEL, 'accepted')
    step.set({ offers: closeOffers(step.state, 'accepted') })
    step.signal('accepted')
  },
  decline(step) {
    step.set({ offers: closeOffers(step.state, 'declined') })
    step.signal('declined')
  },
  fulfil(step) {
    step.mark(LEVEL, 'fulfilled')
    step.set({ offers: closeOffers(step.state, 'accepted') })
    step.signal('fulfilled')
    if (!step.policy.rules.levels.needsCallBack(step.case)) step.mark(LEVEL, 'verified')
  },
  callBack(step, { outcome }) {
    step.signal('calledBack')
    switch (outcome) {
      case 'unreachable':
        return
      case 'declined':
        step.mark(LEVEL, 'verified', 'callBackDeclined')
        return
      case 'satisfied':
        step.mark(LEVEL, 'verified')
        step.signal('verified')
        return
      case 'dissatisfied':
        step.unmark(LEVEL, 'fulfilled', 'accepted')
        startReview(step)
        step.signal('dissatisfied')
    }
  },
  review(step) {
    step.unmark(LEVEL, 'reviewAwaited')
    const [id = step.by.id, ...aliases] = identities(step.by)
    step.set({ reviewers: [...step.state.reviewers, aliases.length === 0 ? { id } : { id, aliases }] })
    step.signal('reviewed')
  },
  finalise(step) {
    if (!ask(step, 'finalise')) endLevelOne(step, 'finalise')
  },
  reject(step) {
    if (!ask(step, 'reject')) endLevelOne(step, 'reject')
  },
  refer(step, { to }) {
    if (!ask(step, 'refer', to)) endLevelOne(step, 'refer')
  },
  withdraw(step) {
    lapseQuestions(step)
    step.set({ ending: 'withdrawn' })
    step.signal('withdrawn')
  },
  merge(step, { into }) {
    lapseQuestions(step)
    step.set({ ending: 'merged', mergedInto: into })
    step.link('mergedInto', { kind: 'complaint', id: into })
    step.tell(
      { kind: 'complaint', id: into },
      { type: 'link', rel: 'absorbed', to: { kind: 'complaint', id: step.state.id } },
    )
    step.signal('merged')
  },
  dispute(step) {
    step.restartLevel(LEVEL)
    step.signal('disputed')
  },
}

/** Ends level 1 without agreement, as far as nobody has to agree first. */
export function endLevelOne(step: Step, of: Exclude<Approval['of'], 'propose'>): void {
  const [ending, signal] = ENDINGS[of]
  lapseQuestions(step)
  step.set({ ending })
  step.signal(signal)
}

const ENDINGS: Record<Exclude<Approval['of'], 'propose'>, readonly [Ending, string]> = {
  reject: ['rejected', 'rejected'],
  refer: ['referred', 'referred'],
  finalise: ['unresolved', 'finalised'],
}

/** Asks for an approval where the policy wants one; answers whether it does. */
function ask(step: Step, of: Approval['of'], subject?: string): boolean {
  if (!step.policy.rules.approvals.isNeeded(of, step.case)) return false
  const id = `approval-${step.state.approvals.length + 1}`
  const approval: Approval = {
    id,
    of,
    proposer: step.by,
    askedAt: step.instant,
    ...(subject !== undefined && { subject }),
    state: 'open',
  }
  step.set({ approvals: [...step.state.approvals, approval] })
  step.signal('approvalRequested', id)
  return true
}

/** The next round after dissatisfaction: another person, the next rung, or nothing that is left (T-20). */
function startReview(step: Step): void {
  const { reviews } = step.policy.rules.levels
  if (reviews.length === 0) return
  const round = reviews[step.state.reviews]
  if (round === undefined) {
    step.mark(LEVEL, 'reviewsUsedUp')
    return
  }
  step.set({ reviews: step.state.reviews + 1 })
  step.mark(LEVEL, 'reviewAwaited')
  if (round === 'nextRung') step.climb(step.state.rung + 1)
}

export const closeOffers = (
  state: ComplaintState,
  how: 'accepted' | 'declined' | 'superseded',
): ComplaintState['offers'] => state.offers.map((offer) => (offer.state === 'open' ? { ...offer, state: how } : offer))

/** With level 1 nothing is asked any more: neither of somebody with authority nor of the complainant. */
function lapseQuestions(step: Step): void {
  step.set({
    approvals: step.state.approvals.map((one) => (one.state === 'open' ? { ...one, state: 'lapsed' } : one)),
    offers: closeOffers(step.state, 'superseded'),
  })
}
