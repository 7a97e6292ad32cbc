import { z } from 'zod'
import { personal } from '../domain/personal.ts'
import type { Case } from '../policy/case.ts'
import { definePolicy } from '../policy/define-policy.ts'
import { calendar } from '../time/calendar.ts'
import type { Duration } from '../time/duration.ts'
import { staffTemplates } from './templates.ts'

/** What the Tietong measure leaves open. */
export interface TietongFaultSettings {
  /** @defaultValue `'Asia/Shanghai'` */
  readonly timeZone?: string
  /** How soon any ticket is replied to (TT-13: 未及时回复, no number). Left out, the duty is unmeasured (T-21). */
  readonly replyWithin?: Duration
  /**
   * How late a restoration, a reply or a notice may be entered: people are back from the field when they write.
   * @defaultValue 22 hours, ours: as long as the repair itself; the source says nothing
   */
  readonly enteredWithin?: Duration
}

type Ticket = Pick<Case, 'ticketType'>

/** The reply form of each kind of ticket: the type decides which "three clears" are asked for, not the content (T-60). */
const replyOf = ({ ticketType }: Ticket) =>
  ticketType === 'fault' ? 'filed:faultReply' : ticketType === 'complaint' ? 'filed:complaintReply' : 'filed:reply'

const isFault = (c: Ticket): boolean => c.ticketType === 'fault'
/** TT-26, TT-28: a fault, a complaint or an installation is called back. */
const isCalledBack = (c: Ticket): boolean => ['fault', 'complaint', 'installation'].includes(c.ticketType)
/** TT-32: the user signs for a fault and an installation, not for a complaint (T-65). */
const isSignedFor = (c: Ticket): boolean => ['fault', 'installation'].includes(c.ticketType)
/** Whether somebody took the call-back and answered (T-53). */
const wasAsked = (c: { has(signal: 'verified' | 'dissatisfied'): boolean }): boolean =>
  c.has('verified') || c.has('dissatisfied')
/** TT-19: a big customer's fault, or one that strikes a whole area. */
const isLarge = (
  c: Ticket & {
    readonly facts: { readonly bigCustomer?: boolean | undefined; readonly areaWide?: boolean | undefined }
  },
): boolean => isFault(c) && (c.facts.bigCustomer === true || c.facts.areaWide === true)

const text = () => personal(z.string().trim().min(1).max(2_000))

/**
 * The user-fault measure of China Tietong's Jianghan branch (中国铁通江汉分公司用户故障管理办法, TT), in force since
 * 2014-09-01 (TT-05): a fault is cleared within 22 hours (TT-09), the user is called back within an hour of the
 * department's reply, in windows (TT-28, TT-29), and only then is the record cleared (TT-12).
 *
 * Repair and reply are two acts (T-01): `fulfil` says when service was restored (`occurredAt`), the filed reply says
 * that the department has answered. The repair counts elapsed hours from the order to the restoration; the call-back
 * counts the time of its windows from the reply (T-02).
 *
 * The tariff is here by name only: a `decide` cites its item (TT-03). TT-30 has lost its amount in the source.
 */
export const tietongFaultWith = (settings: TietongFaultSettings = {}) => {
  const { timeZone = 'Asia/Shanghai', enteredWithin = { hours: 22 } } = settings
  return definePolicy({
    id: 'tietong-fault',
    version: 1,
    effectiveFrom: '2014-09-01',
    timeZone,
    label: { en: 'Tietong: user faults', 'zh-CN': '铁通：用户故障管理办法' },
    roles: ['agent', 'branchAgent', 'dispatcher', 'maintainer', 'deptHead', 'networkDept', 'customer'],
    /** TT-31: one platform for all of them. */
    ticketTypes: ['fault', 'complaint', 'suggestion', 'consultation', 'businessOrder', 'installation', 'mail'],
    facts: z.object({
      /** Account or number (TT-24). */
      account: personal(z.string().min(1).max(100)).optional(),
      bigCustomer: z.boolean().optional(),
      areaWide: z.boolean().optional(),
    }),
    permissions: {
      register: ['agent', 'branchAgent', 'customer'],
      note: ['agent', 'branchAgent', 'dispatcher', 'maintainer', 'deptHead', 'networkDept'],
      link: ['agent', 'branchAgent', 'dispatcher'],
      classify: ['agent', 'branchAgent', 'dispatcher'],
      // TT-08: the order goes from the agent over the branch platform and the district department to the maintainer.
      assign: ['agent', 'branchAgent', 'deptHead'],
      handOver: ['branchAgent', 'deptHead'],
      transfer: ['agent', 'branchAgent'],
      contact: ['agent', 'branchAgent', 'maintainer', 'deptHead'],
      establish: ['deptHead', 'networkDept'],
      file: ['agent', 'branchAgent', 'dispatcher', 'maintainer', 'deptHead'],
      fulfil: ['maintainer', 'deptHead'],
      // TT-11: the branch company's agent asks, never who did the work (T-36).
      callBack: ['branchAgent'],
      withdraw: ['agent', 'customer'],
      merge: ['branchAgent'],
      dispute: ['agent', 'branchAgent', 'customer'],
      finalise: ['deptHead'],
      escalate: ['agent', 'branchAgent', 'maintainer'],
      attribute: ['networkDept'],
      assess: ['networkDept'],
      decide: ['networkDept'],
      contest: ['maintainer', 'branchAgent', 'dispatcher', 'deptHead'],
      rule: ['networkDept'],
      close: ['branchAgent'],
      reopen: ['branchAgent'],
      archive: ['branchAgent'],
    },
    see: {
      agent: 'all',
      branchAgent: 'all',
      dispatcher: 'all',
      maintainer: 'assigned',
      deptHead: 'all',
      networkDept: 'all',
      customer: 'complainant',
    },
    ladder: [
      { id: 'maintenance', role: 'maintainer', label: { en: 'maintenance', 'zh-CN': '维护人员' } },
      { id: 'department', role: 'deptHead', label: { en: 'head of the department', 'zh-CN': '责任部门负责人' } },
    ],
    calendars: {
      // TT-29: no weekday is named, so every day.
      callBack: calendar({ timeZone, everyDay: ['09:00-12:00', '14:30-18:00'] }),
    },
    forms: {
      /** TT-15: when it was restored is the `occurredAt` of `fulfil`; cause and result are clear. */
      faultReply: z.object({ restoredAt: z.iso.datetime({ offset: true }), cause: text(), result: text() }),
      /** TT-16: when it is or was solved, and what caused the complaint. */
      complaintReply: z.object({ solvedAt: z.iso.datetime({ offset: true }), cause: text() }),
      /** Of every other kind of ticket. */
      reply: z.object({ result: text() }),
      /** The third clear, of what was late (T-60). TT-14 names the objective reasons. */
      delayCause: z.object({
        cause: text(),
        objective: z.enum(['equipmentTakenBack', 'equipmentStolen', 'coordination']).optional(),
      }),
      /** TT-14: a mail that could not be answered for objective reasons; exempts from the sanction, stops no clock (T-10). */
      mailExemption: z.object({
        objective: z.enum(['equipmentTakenBack', 'equipmentStolen', 'coordination']),
        grounds: text(),
      }),
      /** TT-19: the platform has told dispatch. */
      dispatchNotice: z.object({ by: z.enum(['phone', 'mail', 'order']) }),
      /** Dispatch has learnt of an outage; `occurredAt` says when. */
      outage: z.object({ of: z.enum(['opticalCable', 'electricalCable', 'equipment']) }),
      /** TT-18: dispatch has told the platform, with the three clears. */
      outageNotice: z.object({ restoredBy: z.iso.datetime({ offset: true }), cause: text() }),
      restorationNotice: z.object({ restoredAt: z.iso.datetime({ offset: true }), cause: text(), result: text() }),
      /** TT-26: what a call-back asks after a fault or an installation: the signature, too (TT-32). */
      signedCallBack: z.object({
        completed: z.boolean(),
        completedAt: z.iso.datetime({ offset: true }).optional(),
        signed: z.boolean(),
        satisfied: z.boolean(),
      }),
      /** TT-26: what a call-back asks after a complaint: nobody signs for one (T-65). */
      complaintCallBack: z.object({
        completed: z.boolean(),
        completedAt: z.iso.datetime({ offset: true }).optional(),
        satisfied: z.boolean(),
      }),
      /** TT-27: the user was asked whether the reason for the delay is true. */
      delayVerified: z.object({ confirmed: z.boolean() }),
    },
    obligations: [
      {
        id: 'repair',
        label: { en: 'fault cleared', 'zh-CN': '排除故障' },
        source: 'TT-09',
        opens: 'registered',
        meets: 'fulfilled',
        when: isFault,
        within: { hours: 22 },
        // TT-22: what is overdue goes to the head of the department.
        onBreach: { escalate: 'department' },
        // T-77: the first clock goes on with what is left, so that an empty reply resets nothing.
        onReopen: 'total',
      },
      {
        id: 'repair-again',
        label: { en: 'fault cleared after all', 'zh-CN': '再次排除故障' },
        source: 'TT-09',
        // T-77: work that has to be done again has a clock of its own, besides the first.
        opens: ['dissatisfied', 'disputed'],
        meets: 'fulfilled',
        when: isFault,
        within: { hours: 22 },
        onBreach: { escalate: 'department' },
      },
      {
        id: 'reply',
        label: { en: 'replied to', 'zh-CN': '及时回复' },
        source: 'TT-13',
        opens: 'registered',
        meets: ['filed:faultReply', 'filed:complaintReply', 'filed:reply'],
        ...(settings.replyWithin === undefined ? { unmeasured: true } : { within: settings.replyWithin }),
      },
      {
        id: 'mail-reply',
        label: { en: 'e-mail answered', 'zh-CN': '邮件回复' },
        source: 'TT-14',
        opens: 'registered',
        meets: 'filed:reply',
        when: (c) => c.ticketType === 'mail',
        within: { hours: 72 },
      },
      {
        id: 'call-back',
        label: { en: 'called back', 'zh-CN': '回访' },
        source: 'TT-28',
        opens: ['filed:faultReply', 'filed:complaintReply', 'filed:reply'],
        // Somebody was asked: an unanswered call is none yet (T-53).
        meets: ['verified', 'dissatisfied'],
        when: (c) => isCalledBack(c) && c.has(replyOf(c)),
        within: { hours: 1 },
        calendar: 'callBack',
      },
      {
        id: 'dispatch-notice',
        label: { en: 'dispatch told', 'zh-CN': '通知调度' },
        source: 'TT-19',
        // Told from when it is known, which may be later than the registration.
        opens: ['registered', 'classified'],
        meets: 'filed:dispatchNotice',
        when: (c) => isLarge(c) && !c.has('filed:dispatchNotice'),
        within: { minutes: 20 },
      },
      {
        id: 'outage-notice',
        label: { en: 'platform told of the outage', 'zh-CN': '通告客服平台：中断' },
        source: 'TT-18',
        opens: 'filed:outage',
        meets: 'filed:outageNotice',
        within: { minutes: 30 },
      },
      {
        id: 'restoration-notice',
        label: { en: 'platform told of the restoration', 'zh-CN': '通告客服平台：恢复' },
        source: 'TT-18',
        opens: 'fulfilled',
        meets: 'filed:restorationNotice',
        when: (c) => c.has('filed:outage'),
        within: { minutes: 30 },
      },
    ],
    gates: [
      // TT-28: what is called back was replied to first, by the form of its kind.
      { before: 'callBack', needs: ['filed:faultReply'], when: isFault, source: 'TT-15' },
      {
        before: 'callBack',
        needs: ['filed:complaintReply'],
        when: (c) => c.ticketType === 'complaint',
        source: 'TT-16',
      },
      {
        before: 'callBack',
        needs: ['filed:reply'],
        when: (c) => c.ticketType === 'installation',
        source: 'TT-28',
      },
      {
        before: 'callBack',
        needs: ['filed:delayCause'],
        when: (c) => c.isBreached('repair') || c.isBreached('repair-again') || c.isBreached('reply'),
        source: 'TT-15',
      },
      // The platform is told before it calls anybody.
      { before: 'callBack', needs: ['filed:restorationNotice'], when: (c) => c.has('filed:outage'), source: 'TT-18' },
      // TT-12: the record is cleared after the call-back, and the call-back has asked everything.
      {
        before: 'close',
        needs: ['filed:signedCallBack'],
        when: (c) => wasAsked(c) && isSignedFor(c),
        source: 'TT-26',
      },
      {
        before: 'close',
        needs: ['filed:complaintCallBack'],
        when: (c) => wasAsked(c) && c.ticketType === 'complaint',
        source: 'TT-26',
      },
      {
        before: 'close',
        needs: ['filed:delayVerified'],
        when: (c) => wasAsked(c) && isSignedFor(c) && c.has('filed:delayCause'),
        source: 'TT-27',
      },
    ],
    levels: {
      customerInterface: { callBack: isCalledBack },
      // A late act that the tariff names is accounted for; a mail with an objective reason is not (TT-14, T-10).
      accountability: {
        required: (c) =>
          c.isBreached('reply') ||
          c.isBreached('call-back') ||
          c.isBreached('dispatch-notice') ||
          c.isBreached('outage-notice') ||
          c.isBreached('restoration-notice') ||
          (c.isBreached('mail-reply') && !c.has('filed:mailExemption')),
      },
    },
    closing: 'manual',
    /** Names of the tariff's items; the amounts are the company's. */
    sanctions: [
      'notRepliedInTime', // TT-13
      'mailNotFollowed', // TT-14
      'faultReplyUnclear', // TT-15
      'complaintReplyUnclear', // TT-16
      'falseReply', // TT-17, the head of the department
      'outageNotNotified', // TT-18, the unit at fault
      'largeFaultNotNotified', // TT-19, the platform
      'worksUnannounced', // TT-20, the department
      'orderMissed', // TT-21
      'matterConcealed', // TT-22
      'wrongOrder', // TT-23
      'intakeIncomplete', // TT-24
      'orderMiswritten', // TT-25
      'callBackIncomplete', // TT-26
      'reasonNotVerified', // TT-27
      'callBackLate', // TT-30
    ],
    reachBack: { fulfil: enteredWithin, file: enteredWithin },
    templates: staffTemplates,
    notifications: [
      { on: 'assigned', to: 'worker', channel: 'staff', template: 'order-assigned' },
      // TT-22: overdue faults, complaints, big customers' faults and what a call-back finds go to the head by e-mail.
      { on: 'breached:repair', to: { role: 'deptHead' }, channel: 'mail', template: 'fault-overdue' },
      { on: 'breached:repair-again', to: { role: 'deptHead' }, channel: 'mail', template: 'fault-overdue' },
      {
        on: 'registered',
        to: { role: 'deptHead' },
        channel: 'mail',
        template: 'complaint-received',
        when: (c) => c.ticketType === 'complaint',
      },
      { on: 'registered', to: { role: 'deptHead' }, channel: 'mail', template: 'large-fault', when: isLarge },
      { on: 'dissatisfied', to: { role: 'deptHead' }, channel: 'mail', template: 'call-back-problem' },
      // Opposite ways, so other people answer for each (T-14).
      { on: 'breached:dispatch-notice', to: { role: 'branchAgent' }, channel: 'staff', template: 'dispatch-not-told' },
      { on: 'breached:outage-notice', to: { role: 'networkDept' }, channel: 'staff', template: 'platform-not-told' },
      {
        on: 'breached:restoration-notice',
        to: { role: 'networkDept' },
        channel: 'staff',
        template: 'platform-not-told',
      },
      { on: 'breached:call-back', to: { role: 'branchAgent' }, channel: 'staff', template: 'call-back-overdue' },
      { on: 'breached:mail-reply', to: 'owner', channel: 'staff', template: 'mail-overdue' },
    ],
  })
}

/** Tietong's fault measure with the numbers of its source. */
export const tietongFault = tietongFaultWith()
