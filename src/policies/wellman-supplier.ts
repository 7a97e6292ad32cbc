import { z } from 'zod'
import { personal } from '../domain/personal.ts'
import type { Case } from '../policy/case.ts'
import { definePolicy } from '../policy/define-policy.ts'
import type { Calendar } from '../time/calendar.ts'
import type { Duration } from '../time/duration.ts'
import { standardTemplates } from './templates.ts'

/** What the Wellman notice leaves open. */
export interface WellmanSupplierSettings {
  /** @defaultValue `'Asia/Shanghai'` */
  readonly timeZone?: string
  /** Counts the 2 and the 3 days as working days of this calendar. @defaultValue natural days (T-06) */
  readonly workingDays?: Calendar
  /** How soon responsibility is confirmed or not (WM-12, no number); it eats the customer's two days (T-07). */
  readonly confirmWithin?: Duration
  /** How soon the part leaves, counted from the confirmation (WM-12, no number): the inner clock of T-07. */
  readonly produceWithin?: Duration
}

const within = (duration: Duration | undefined) =>
  duration === undefined ? ({ unmeasured: true } as const) : { within: duration }

/** Confirmed as our responsibility (WM-12). */
const isOurs = (c: Pick<Case, 'allegations'>): boolean =>
  c.allegations.some((one) => one.liability === 'ours' || one.liability === 'shared')
const isRefuted = (c: Pick<Case, 'allegations'>): boolean =>
  c.allegations.every((one) => one.liability !== undefined) && !isOurs(c)

/** WM-08: a new date is negotiated in advance and counts once the customer has confirmed it. How often is not stated. */
const confirmedByCustomer = { by: ['complaintOfficer'], agreedOnly: true } as const

/**
 * Wellman's notice on complaints of its customer KONE (江苏威尔曼集团 关于客户投诉处理的通知, WM), in force since
 * 2008-09-01 (WM-14): a replacement part within 2 days (WM-03), a corrective and preventive action report within 3
 * (WM-04), so that level 3 is open from the registration on, beside level 1.
 *
 * The customer's days run from the receipt; production may begin only when responsibility is confirmed, and has a clock
 * of its own from there (T-07). A later date that the customer has confirmed keeps the first one beside it (T-22).
 */
export const wellmanSupplierWith = (settings: WellmanSupplierSettings = {}) => {
  const days = (count: number): Duration =>
    settings.workingDays === undefined ? { days: count } : { workingDays: count }
  const counted = settings.workingDays === undefined ? {} : { calendar: 'workingDays' }
  return definePolicy({
    id: 'wellman-supplier',
    version: 1,
    effectiveFrom: '2008-09-01',
    timeZone: settings.timeZone ?? 'Asia/Shanghai',
    label: { en: 'Wellman: supplier complaints', 'zh-CN': '威尔曼：客户投诉处理' },
    // The complaint officer is named in the source (任建); the issuer of the notice decides conflicts (WM-09).
    roles: ['complaintOfficer', 'planner', 'production', 'quality', 'issuer', 'customer'],
    facts: z.object({
      part: z.string().max(100).optional(),
      /** The customer's own number of the complaint (WM-05). */
      complaintNumber: z.string().max(100).optional(),
      /** The customer's required date and time of day, as first demanded (WM-05). A later one is an extension (WM-08). */
      requiredAt: z.iso.datetime({ offset: true }).optional(),
    }),
    /** WM-06: production treats a plan with a complaint's mark as its highest priority. */
    urgency: { values: ['normal', 'expedite'], of: (c) => (c.has('filed:productionPlan') ? 'expedite' : 'normal') },
    permissions: {
      register: ['complaintOfficer', 'customer'],
      note: ['complaintOfficer', 'planner', 'production', 'quality', 'issuer'],
      link: ['complaintOfficer', 'quality'],
      classify: ['complaintOfficer'],
      assign: ['complaintOfficer', 'issuer'],
      handOver: ['complaintOfficer', 'issuer'],
      // WM-10: nobody answers the customer on his own; the complaint officer speaks for the company.
      contact: ['complaintOfficer'],
      promise: ['complaintOfficer'],
      propose: ['complaintOfficer'],
      accept: ['complaintOfficer', 'customer'],
      decline: ['complaintOfficer', 'customer'],
      establish: ['complaintOfficer'],
      file: ['complaintOfficer', 'planner', 'production', 'quality'],
      fulfil: ['complaintOfficer', 'planner'],
      // WM-08: a later date.
      extend: ['complaintOfficer'],
      // WM-09: a conflict is reported to the issuer.
      escalate: ['complaintOfficer', 'planner', 'production'],
      reject: ['complaintOfficer'],
      withdraw: ['complaintOfficer', 'customer'],
      dispute: ['complaintOfficer', 'customer'],
      finalise: ['issuer'],
      contain: ['quality'],
      identifyCause: ['quality'],
      plan: ['quality'],
      completeAction: ['quality', 'production'],
      verifyEffect: ['quality'],
      close: ['complaintOfficer'],
      reopen: ['complaintOfficer', 'issuer'],
      archive: ['complaintOfficer'],
    },
    see: {
      complaintOfficer: 'all',
      planner: 'all',
      production: 'all',
      quality: 'all',
      issuer: 'all',
      customer: 'complainant',
    },
    ladder: [
      { id: 'officer', role: 'complaintOfficer', label: { en: 'complaint officer', 'zh-CN': '投诉专员' } },
      { id: 'issuer', role: 'issuer', label: { en: 'issuer of the notice', 'zh-CN': '通知签发人' } },
    ],
    ...(settings.workingDays !== undefined && { calendars: { workingDays: settings.workingDays } }),
    forms: {
      /** WM-05: what a plan carries; without the confirmation there is none (WM-12). */
      productionPlan: z.object({ complaintNumber: z.string().min(1), requiredAt: z.iso.datetime({ offset: true }) }),
      /** WM-07: something objective that may hold up the delivery, told before it does. */
      deliveryRisk: z.object({
        factor: personal(z.string().min(1)),
        likelyAt: z.iso.datetime({ offset: true }).optional(),
      }),
      /** WM-04: the corrective and preventive action report (纠正预防措施报告). */
      correctiveReport: z.object({
        cause: personal(z.string().min(1)),
        corrective: personal(z.string().min(1)),
        preventive: personal(z.string().min(1)),
      }),
      /** WM-11: why it was not done in time. */
      lateReason: z.object({ reason: personal(z.string().min(1)) }),
    },
    obligations: [
      {
        id: 'replacement',
        label: { en: 'replacement part sent', 'zh-CN': '发替代件' },
        source: 'WM-03',
        opens: 'registered',
        meets: 'fulfilled',
        within: days(2),
        ...counted,
        extension: confirmedByCustomer,
      },
      {
        id: 'corrective-report',
        label: { en: 'corrective and preventive action report', 'zh-CN': '回复纠正预防措施报告' },
        source: 'WM-04',
        level: 'improvement',
        opens: 'registered',
        meets: 'filed:correctiveReport',
        within: days(3),
        ...counted,
      },
      {
        id: 'confirmation',
        label: { en: 'responsibility confirmed or not', 'zh-CN': '确认责任' },
        source: 'WM-12',
        opens: 'registered',
        meets: 'established',
        ...within(settings.confirmWithin),
      },
      {
        id: 'production',
        label: { en: 'produced and shipped', 'zh-CN': '生产发运' },
        source: 'WM-12',
        opens: 'established',
        meets: 'fulfilled',
        when: isOurs,
        ...within(settings.produceWithin),
      },
      {
        id: 'required-date',
        label: { en: "the customer's required date", 'zh-CN': '客户需求日期' },
        source: 'WM-05',
        opens: 'established',
        meets: 'fulfilled',
        when: isOurs,
        dueAt: (c) => (c.facts.requiredAt === undefined ? undefined : Date.parse(c.facts.requiredAt)),
        extension: confirmedByCustomer,
      },
    ],
    gates: [
      // WM-12, WM-05: first the responsibility, then the plan, then the part.
      { before: 'fulfil', needs: ['established'], source: 'WM-12' },
      { before: 'fulfil', needs: ['filed:productionPlan'], when: isOurs, source: 'WM-05' },
      { before: 'close', needs: ['filed:correctiveReport'], when: (c) => !isRefuted(c), source: 'WM-04' },
      { before: 'close', needs: ['filed:lateReason'], when: (c) => c.isBreached('replacement'), source: 'WM-11' },
    ],
    levels: {
      // Nobody is asked for his satisfaction in the source; the part and the report are what the customer demands.
      customerInterface: { callBack: false },
      // WM-13: cause and measures, at work from the first day; not for what turns out not to be ours.
      improvement: { required: (c) => !isRefuted(c), opens: 'registered', readAcross: false, measures: true },
    },
    remedies: ['replacement', 'repair', 'explanation'],
    templates: standardTemplates,
    notifications: [
      { on: 'registered', to: { role: 'quality' }, channel: 'staff', template: 'report-wanted' },
      { on: 'filed:productionPlan', to: { role: 'production' }, channel: 'staff', template: 'expedite-plan' },
      // WM-07: by e-mail, to the planner and the complaint officer.
      { on: 'filed:deliveryRisk', to: { role: 'planner' }, channel: 'mail', template: 'delivery-at-risk' },
      { on: 'filed:deliveryRisk', to: { role: 'complaintOfficer' }, channel: 'mail', template: 'delivery-at-risk' },
      { on: 'escalated', to: 'rung', channel: 'staff', template: 'conflict-reported' },
      {
        on: 'breached:replacement',
        to: { role: 'complaintOfficer' },
        channel: 'staff',
        template: 'replacement-overdue',
      },
      { on: 'breached:required-date', to: { role: 'planner' }, channel: 'staff', template: 'delivery-overdue' },
      { on: 'breached:corrective-report', to: { role: 'quality' }, channel: 'staff', template: 'report-overdue' },
    ],
  })
}

/** Wellman's notice with the numbers of its source, in natural days. */
export const wellmanSupplier = wellmanSupplierWith()
