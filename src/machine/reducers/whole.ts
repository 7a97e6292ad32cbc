import type { Person } from '../../domain/actor.ts'
import type { Allegation, Ownership } from '../../domain/complaint.ts'
import { deepFreeze, given, type JsonObject } from '../../domain/json.ts'
import type { Reducers } from '../reducer.ts'
import type { Step } from '../step.ts'
import { closeOffers, endLevelOne } from './customer-interface.ts'

/** Commands that concern the complaint as a whole, whatever its levels are doing. */
export const wholeReducers: Reducers<
  | 'register'
  | 'classify'
  | 'note'
  | 'bounce'
  | 'link'
  | 'file'
  | 'promise'
  | 'assign'
  | 'handOver'
  | 'transfer'
  | 'approve'
  | 'disapprove'
  | 'close'
  | 'reopen'
  | 'archive'
> = {
  register(step, command) {
    const { channel, ticketType, confidentiality, category, externalRef, unit, facts, allegations, against } = command
    const all: readonly Allegation[] = [{ category }, ...(allegations ?? [])].map((one, i) =>
      Object.freeze({ id: `a${i + 1}`, ...given({ category: one.category }) }),
    )
    step.set({
      channel,
      ticketType,
      confidentiality,
      openedAt: step.instant,
      facts: deepFreeze(facts as JsonObject),
      allegations: Object.freeze(all),
      against: (against ?? []).map((id) => step.person(id)),
      ...given({ category, externalRef, unit, customer: command.customer?.id }),
    })
    step.set({ rung: step.policy.rules.ladder.startOf(step.case) })
    step.signal('registered')
  },
  classify(step, { category, severity, urgency, major, facts, allegation }) {
    const { state } = step
    if (allegation !== undefined) {
      step.set({
        allegations: Object.freeze(
          state.allegations.map((one) =>
            one.id === allegation ? Object.freeze({ ...one, ...given({ category }) }) : one,
          ),
        ),
      })
    } else if (category !== undefined) step.set({ category })
    step.set({ setByHand: { ...state.setByHand, ...given({ severity, urgency, major }) } })
    if (facts !== undefined) step.set({ facts: deepFreeze({ ...state.facts, ...(facts as JsonObject) }) })
    step.signal('classified')
  },
  note(step) {
    step.signal('noted')
  },
  bounce(step) {
    step.signal('undelivered')
  },
  link(step, { rel, to }) {
    step.link(rel, to)
    step.signal('linked')
  },
  file(step, { form, data }) {
    step.set({ forms: { ...step.state.forms, [form]: deepFreeze(data as JsonObject) } })
    step.signal(`filed:${form}`)
  },
  promise(step, { at, renews }) {
    const id = `promise-${step.state.promises.length + 1}`
    const renewed = step.state.promises.find((one) => one.id === renews)
    const kept = step.state.promises.map((one) => (one === renewed ? { ...one, renewedBy: id } : one))
    step.set({
      promises: [
        ...kept,
        { id, due: at, madeAt: step.instant, renewals: renewed === undefined ? 0 : renewed.renewals + 1 },
      ],
    })
    if (renewed !== undefined) step.signal('promiseRenewed', renewed.id)
    step.signal('promised', id)
  },
  assign(step, { to, worker, monitor, unit }) {
    const owner = step.person(to)
    setPart(step, 'owner', owner)
    setPart(step, 'worker', worker === undefined ? owner : step.person(worker))
    if (monitor !== undefined) setPart(step, 'monitor', step.person(monitor))
    step.set(given({ unit: unit ?? owner.unit }))
    step.signal('assigned')
  },
  handOver(step, { to, worker }) {
    const owner = step.person(to)
    setPart(step, 'owner', owner)
    setPart(step, 'worker', worker === undefined ? owner : step.person(worker))
    step.signal('handedOver')
  },
  transfer(step, { unit }) {
    step.set({
      unit,
      ownership: step.state.ownership.map((one) => (one.to === undefined ? { ...one, to: step.instant } : one)),
    })
    step.unmark('customerInterface', 'contacted')
    step.signal('transferred')
  },
  approve(step, { approval: id }) {
    const approval = step.state.approvals.find((one) => one.id === id)
    decideApproval(step, id, 'approved')
    step.signal('approved', id)
    if (approval === undefined) return
    if (approval.of === 'propose') step.signal('offered')
    else endLevelOne(step, approval.of)
  },
  disapprove(step, { approval: id }) {
    const approval = step.state.approvals.find((one) => one.id === id)
    decideApproval(step, id, 'disapproved')
    if (approval?.of === 'propose') step.set({ offers: closeOffers(step.state, 'superseded') })
    step.signal('disapproved', id)
  },
  close() {
    // What closing does is the state's own business, since it also comes about by itself.
  },
  reopen(step, { levels }) {
    const { closedAt: _closed, ...open } = step.state
    step.state = open
    step.signal('reopened')
    for (const level of new Set(levels)) step.restartLevel(level)
  },
  archive(step) {
    step.set({ archivedAt: step.instant })
    step.signal('archived')
  },
}

/** Gives somebody a part of the work; whoever had it keeps his interval (T-37). */
function setPart(step: Step, part: Ownership['part'], person: Person): void {
  const at = step.instant
  const before = step.state.ownership.map((one) =>
    one.part === part && one.to === undefined ? { ...one, to: at } : one,
  )
  step.set({ ownership: [...before, { part, person, from: at }] })
}

function decideApproval(step: Step, id: string, state: 'approved' | 'disapproved'): void {
  step.set({
    approvals: step.state.approvals.map((one) =>
      one.id === id ? { ...one, state, decidedBy: step.by, decidedAt: step.instant } : one,
    ),
  })
}
