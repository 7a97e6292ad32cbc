import { z } from 'zod'
import { personal } from '../domain/personal.ts'
import { definePolicy } from '../policy/define-policy.ts'
import type { Duration } from '../time/duration.ts'
import { standardTemplates } from './templates.ts'

/** What the simple flow leaves to the company: it gives no number at all (T-21). Left out, a duty is unmeasured. */
export interface SimpleFlowSettings {
  /** Local date from which the company applies it; the source gives none. @defaultValue `'2026-01-01'`, ours */
  readonly effectiveFrom?: string
  /** @defaultValue `'Asia/Shanghai'` */
  readonly timeZone?: string
  /** How soon a dedicated person is named (SF-04). */
  readonly assignWithin?: Duration
  /** How soon the complainant hears something (SF-15: "prompt feedback"). */
  readonly contactWithin?: Duration
  /** How soon the matter is settled with the complainant. */
  readonly settleWithin?: Duration
}

const within = (duration: Duration | undefined) =>
  duration === undefined ? ({ unmeasured: true } as const) : { within: duration }

/**
 * The simple procedure (简易程序) for a company without rules of its own: register, check, assign a dedicated person,
 * investigate, negotiate a plan, ask for satisfaction, re-review by another person, then a higher level (SF-01 …
 * SF-15). A second dissatisfaction after that leaves only a closing without agreement, with outside remedies told
 * (T-20: two rounds, then higher, then outside).
 */
export const simpleFlowWith = (settings: SimpleFlowSettings = {}) =>
  definePolicy({
    id: 'simple-flow',
    version: 1,
    effectiveFrom: settings.effectiveFrom ?? '2026-01-01',
    timeZone: settings.timeZone ?? 'Asia/Shanghai',
    label: { en: 'Simple flow', 'zh-CN': '客户投诉处理流程（简易程序）' },
    roles: ['registrar', 'handler', 'reviewer', 'manager', 'analyst', 'customer'],
    permissions: {
      register: ['registrar', 'handler', 'manager', 'customer', 'anonymous'],
      note: ['registrar', 'handler', 'reviewer', 'manager'],
      link: ['registrar', 'manager'],
      classify: ['registrar', 'handler', 'manager'],
      // SF-03: what does not meet the company's standard goes no further; never at the door, always with a reason (T-45).
      reject: ['registrar', 'manager'],
      refer: ['manager'],
      withdraw: ['registrar', 'customer'],
      merge: ['registrar', 'manager'],
      assign: ['registrar', 'manager'],
      handOver: ['manager'],
      transfer: ['manager'],
      contact: ['handler', 'manager'],
      promise: ['handler', 'manager'],
      file: ['handler', 'reviewer', 'manager'],
      establish: ['handler', 'reviewer', 'manager'],
      propose: ['handler', 'manager'],
      accept: ['handler', 'manager', 'customer'],
      decline: ['handler', 'manager', 'customer'],
      fulfil: ['handler', 'manager'],
      callBack: ['registrar', 'handler', 'manager'],
      review: ['reviewer', 'manager'],
      finalise: ['manager'],
      dispute: ['registrar', 'customer'],
      escalate: ['registrar', 'handler', 'customer'],
      suspend: ['manager'],
      resume: ['handler', 'manager'],
      extend: ['manager'],
      close: ['manager'],
      reopen: ['registrar', 'manager'],
      archive: ['analyst', 'manager'],
    },
    see: {
      registrar: 'all',
      handler: 'assigned',
      reviewer: 'all',
      manager: 'all',
      analyst: 'all',
      customer: 'complainant',
    },
    // SF-14: kept confidential throughout.
    confidentiality: { complainant: ['registrar', 'handler', 'manager'] },
    ladder: [
      { id: 'frontline', role: 'handler', label: { en: 'handler', 'zh-CN': '处理人' } },
      { id: 'higher', role: 'manager', label: { en: 'higher level', 'zh-CN': '更高层级' } },
    ],
    forms: {
      /** SF-05: evidence collected, statements heard. */
      investigation: z.object({
        confirmed: z.boolean(),
        statementsHeard: z.number().int().min(0),
        summary: personal(z.string()),
      }),
    },
    gates: [
      // SF-06: the plan follows from the result of the investigation.
      { before: 'propose', needs: ['filed:investigation'], source: 'SF-06' },
      // SF-07: nothing is carried out that was not put to the complainant.
      { before: 'fulfil', needs: ['offered'], source: 'SF-07' },
    ],
    obligations: [
      {
        id: 'assignment',
        label: { en: 'dedicated person named', 'zh-CN': '分配专人' },
        source: 'SF-04',
        opens: 'registered',
        meets: 'assigned',
        ...within(settings.assignWithin),
        onBreach: { escalate: 'next' },
      },
      {
        id: 'feedback',
        label: { en: 'first feedback', 'zh-CN': '首次反馈' },
        source: 'SF-15',
        opens: 'registered',
        meets: 'contacted',
        ...within(settings.contactWithin),
        onBreach: { escalate: 'next' },
      },
      {
        id: 'settlement',
        label: { en: 'settled with the complainant', 'zh-CN': '客户界面办结' },
        source: 'SF-08',
        opens: 'registered',
        meets: 'settled:customerInterface',
        pausedBy: ['complainantAbsent'],
        extension: { by: ['manager'], times: 1 },
        onReopen: 'newCycle',
        ...within(settings.settleWithin),
        onBreach: { escalate: 'next' },
      },
      {
        id: 'promise',
        label: { en: 'promise kept', 'zh-CN': '履行承诺' },
        source: 'SF-15',
        opens: 'promised',
        meets: 'promiseKept',
        cancels: ['promiseRenewed'],
        fromSubject: true,
      },
    ],
    // SF-09 … SF-12: re-review by other people, then the higher level; SF-11: the handler explains, not the reviewer.
    levels: { customerInterface: { callBack: true, reviews: ['reviewer', 'nextRung'] } },
    remedies: ['explanation', 'apology', 'refund', 'exchange', 'compensation', 'other'],
    pauseReasons: ['complainantAbsent'],
    templates: standardTemplates,
    notifications: [
      { on: 'registered', to: 'complainant', channel: 'customer', template: 'complaint-received' },
      { on: 'assigned', to: 'owner', channel: 'staff', template: 'complaint-assigned' },
      { on: 'breached:assignment', to: 'rung', channel: 'staff', template: 'handler-overdue' },
      { on: 'breached:feedback', to: 'rung', channel: 'staff', template: 'contact-overdue' },
      { on: 'breached:settlement', to: 'rung', channel: 'staff', template: 'settlement-overdue' },
      { on: 'escalated', to: 'rung', channel: 'staff', template: 'complaint-escalated' },
      { on: 'dissatisfied', to: { role: 'reviewer' }, channel: 'staff', template: 'review-wanted' },
      // SF-15: the complainant is told what was found and what is offered.
      { on: 'offered', to: 'complainant', channel: 'customer', template: 'offer-made' },
      { on: 'settled:customerInterface', to: 'complainant', channel: 'customer', template: 'complaint-settled' },
    ],
  })

/** The simple procedure without any number, as its source has it. */
export const simpleFlow = simpleFlowWith()
