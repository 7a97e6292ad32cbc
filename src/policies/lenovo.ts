import { z } from 'zod'
import { personal } from '../domain/personal.ts'
import type { Case } from '../policy/case.ts'
import { definePolicy } from '../policy/define-policy.ts'
import type { Duration } from '../time/duration.ts'
import { standardTemplates } from './templates.ts'

/**
 * What the Lenovo sources leave to the company. They name these duties without a number (T-21): left out, a duty is
 * kept and reported as unmeasured, and never counts as met in time or missed.
 */
export interface LenovoSettings {
  /** Local date from which the company applies it; the sources give none. @defaultValue `'2026-01-01'`, ours */
  readonly effectiveFrom?: string
  /** @defaultValue `'Asia/Shanghai'` */
  readonly timeZone?: string
  /** How soon the handler contacts the customer himself (LS-09: "proactively"). */
  readonly contactWithin?: Duration
  /** How soon the customer's side is settled (LS-12: 限时结案, the limit is not stated). */
  readonly settleWithin?: Duration
  /** How soon the cause is found (LS-20: there must be one, by when is not stated). */
  readonly causeWithin?: Duration
}

const within = (duration: Duration | undefined) =>
  duration === undefined ? ({ unmeasured: true } as const) : { within: duration }

/**
 * Whether it is a work-quality complaint (工作质量投诉; LS-21, LS-22): what somebody says it is, else a complaint of the
 * manner of service (LS-03). The sources define the word nowhere; that reading is inferred from LS-25.
 */
const isWorkQuality = (c: Pick<Case, 'isIn'> & { readonly facts: { readonly workQuality?: boolean | undefined } }) =>
  c.facts.workQuality ?? c.isIn('serviceManner')

/**
 * Lenovo's procedure: the three principles (投诉处理三原则, LP) and the three steps (三步曲, LS). Everyone accepts
 * complaints (LS-06), a handler is found within an hour (LS-08), superiors are a resource (LS-13), the cause of every
 * complaint is found (LS-20), and only when level 3 is done is it closed (LP-01).
 *
 * Nobody may reject or refer a complaint: what was accepted must not be pushed out (LS-14).
 */
export const lenovoWith = (settings: LenovoSettings = {}) =>
  definePolicy({
    id: 'lenovo',
    version: 1,
    effectiveFrom: settings.effectiveFrom ?? '2026-01-01',
    timeZone: settings.timeZone ?? 'Asia/Shanghai',
    label: { en: 'Lenovo: three principles, three steps', 'zh-CN': '联想：投诉处理三原则与三步曲' },
    roles: [
      'employee',
      'dispatcher',
      'engineer',
      'stationHead',
      'regionalManager',
      'serviceDirector',
      'quality',
      'customer',
    ],
    facts: z.object({
      /** The repair station that it is about; its head is its first responsible person (LP-09). */
      station: z.string().max(100).optional(),
      product: z.string().max(100).optional(),
      serialNumber: personal(z.string().max(100)).optional(),
      /** Whether it complains of somebody's work (LS-21); left out, the category decides. */
      workQuality: z.boolean().optional(),
      /** Whether the demand complies with company rules (LS-10, LS-11). */
      demandWithinRules: z.boolean().optional(),
    }),
    /** The three cause classes of LS-03, and the station's service of LS-25 below the second. */
    categories: ['productQuality', 'serviceManner', 'serviceManner/stationService', 'unfamiliarUse'],
    permissions: {
      // LS-06: everyone accepts complaints, where they show up. LP-07: the customer by any channel, too.
      register: [
        'employee',
        'dispatcher',
        'engineer',
        'stationHead',
        'regionalManager',
        'serviceDirector',
        'quality',
        'customer',
        'anonymous',
      ],
      note: ['dispatcher', 'engineer', 'stationHead', 'regionalManager', 'serviceDirector', 'quality'],
      link: ['dispatcher', 'stationHead', 'quality'],
      classify: ['dispatcher', 'engineer', 'stationHead', 'quality'],
      file: ['engineer', 'stationHead', 'regionalManager', 'serviceDirector'],
      assign: ['dispatcher', 'stationHead', 'regionalManager', 'serviceDirector'],
      handOver: ['dispatcher', 'stationHead', 'regionalManager', 'serviceDirector'],
      transfer: ['dispatcher', 'stationHead'],
      contact: ['engineer', 'stationHead', 'regionalManager', 'serviceDirector'],
      promise: ['engineer', 'stationHead', 'regionalManager', 'serviceDirector'],
      establish: ['engineer', 'stationHead', 'regionalManager', 'serviceDirector'],
      propose: ['engineer', 'stationHead', 'regionalManager', 'serviceDirector'],
      accept: ['engineer', 'stationHead', 'regionalManager', 'serviceDirector', 'customer'],
      decline: ['engineer', 'stationHead', 'regionalManager', 'serviceDirector', 'customer'],
      fulfil: ['engineer', 'stationHead', 'regionalManager', 'serviceDirector'],
      callBack: ['dispatcher', 'stationHead', 'regionalManager', 'serviceDirector'],
      finalise: ['regionalManager', 'serviceDirector'],
      withdraw: ['dispatcher', 'customer'],
      merge: ['dispatcher', 'stationHead'],
      dispute: ['dispatcher', 'customer'],
      escalate: ['dispatcher', 'engineer', 'stationHead', 'regionalManager'],
      suspend: ['stationHead', 'regionalManager'],
      resume: ['dispatcher', 'engineer', 'stationHead', 'regionalManager'],
      approve: ['serviceDirector'],
      disapprove: ['serviceDirector'],
      // LP-09: the head of the station answers for its complaints, so he says who was responsible; others judge him.
      attribute: ['stationHead', 'regionalManager', 'serviceDirector'],
      assess: ['regionalManager', 'serviceDirector'],
      decide: ['regionalManager', 'serviceDirector'],
      contest: ['engineer', 'stationHead'],
      rule: ['serviceDirector'],
      contain: ['stationHead', 'quality'],
      identifyCause: ['stationHead', 'quality'],
      readAcross: ['quality'],
      plan: ['stationHead', 'quality'],
      completeAction: ['engineer', 'stationHead', 'quality'],
      verifyEffect: ['quality'],
      close: ['quality', 'regionalManager', 'serviceDirector'],
      reopen: ['dispatcher', 'quality', 'regionalManager', 'serviceDirector'],
      archive: ['quality'],
    },
    see: {
      employee: 'assigned',
      dispatcher: 'all',
      engineer: 'unit',
      stationHead: 'unit',
      regionalManager: 'all',
      serviceDirector: 'all',
      quality: 'all',
      customer: 'complainant',
    },
    confidentiality: { complainant: ['dispatcher', 'serviceDirector'] },
    ladder: [
      { id: 'frontline', role: 'engineer', unit: 'same', label: { en: 'handler', 'zh-CN': '处理人' } },
      { id: 'station', role: 'stationHead', unit: 'same', label: { en: 'head of the station', 'zh-CN': '维修站站长' } },
      { id: 'region', role: 'regionalManager', label: { en: 'superior', 'zh-CN': '上级' } },
      { id: 'headquarters', role: 'serviceDirector', label: { en: 'head office', 'zh-CN': '总部' } },
    ],
    obligations: [
      {
        id: 'handler-found',
        label: { en: 'handler determined', 'zh-CN': '确定处理人' },
        source: 'LS-08',
        opens: 'registered',
        meets: 'assigned',
        within: { hours: 1 },
        onBreach: { escalate: 'next' },
      },
      {
        id: 'first-contact',
        label: { en: 'customer contacted', 'zh-CN': '主动联系客户' },
        source: 'LS-09',
        opens: 'assigned',
        meets: 'contacted',
        ...within(settings.contactWithin),
        onBreach: { escalate: 'next' },
      },
      {
        id: 'settlement',
        label: { en: 'settled with the customer', 'zh-CN': '客户界面办结' },
        source: 'LS-12',
        opens: 'registered',
        meets: 'settled:customerInterface',
        ...within(settings.settleWithin),
        onBreach: { escalate: 'next' },
      },
      {
        id: 'promise',
        label: { en: 'promise kept', 'zh-CN': '履行承诺' },
        source: 'LS-09',
        opens: 'promised',
        meets: 'promiseKept',
        cancels: ['promiseRenewed'],
        fromSubject: true,
      },
      {
        id: 'cause',
        label: { en: 'cause found', 'zh-CN': '找到原因' },
        source: 'LS-20',
        level: 'improvement',
        opens: 'opened:improvement',
        meets: 'causeIdentified',
        ...within(settings.causeWithin),
      },
      {
        id: 'measure',
        label: { en: 'measure implemented', 'zh-CN': '改进措施落实' },
        source: 'LS-22',
        level: 'improvement',
        opens: 'planned',
        meets: 'actionCompleted',
        fromSubject: true,
      },
    ],
    forms: {
      /** LS-16: our side fell short, so it apologises frankly. */
      apology: z.object({ by: z.string(), channel: z.string(), words: personal(z.string()).optional() }),
    },
    gates: [
      // LS-09: the handler puts a plan forward; nothing is carried out without one.
      { before: 'fulfil', needs: ['offered'], source: 'LS-09' },
      {
        before: 'fulfil',
        needs: ['filed:apology'],
        source: 'LS-16',
        when: (c) => c.allegations.some((one) => one.liability === 'ours'),
      },
    ],
    levels: {
      // LS-21, LP-03: of a work-quality complaint the responsible person must be found.
      accountability: { required: (c) => isWorkQuality(c) },
      // LS-20: every complaint has its cause found; LP-05: by analogy; LS-22: measures for work-quality complaints.
      improvement: { required: true, readAcross: true, measures: (c) => isWorkQuality(c) },
    },
    // LP-01, LP-06: handled is not closed; closing is an act, possible only when level 3 is done.
    closing: 'manual',
    remedies: ['explanation', 'apology', 'repair', 'exchange', 'refund', 'visit'],
    sanctions: ['criticism', 'punishment', 'training'],
    pauseReasons: ['customerAbsent', 'partsOnOrder'],
    templates: standardTemplates,
    notifications: [
      { on: 'registered', to: 'complainant', channel: 'customer', template: 'complaint-received' },
      { on: 'registered', to: { role: 'dispatcher' }, channel: 'staff', template: 'handler-wanted' },
      { on: 'assigned', to: 'owner', channel: 'staff', template: 'complaint-assigned' },
      { on: 'breached:handler-found', to: 'rung', channel: 'staff', template: 'handler-overdue' },
      { on: 'breached:first-contact', to: 'rung', channel: 'staff', template: 'contact-overdue' },
      { on: 'breached:settlement', to: 'rung', channel: 'staff', template: 'settlement-overdue' },
      { on: 'breached:promise', to: 'owner', channel: 'staff', template: 'promise-broken' },
      { on: 'breached:measure', to: 'rung', channel: 'staff', template: 'measure-overdue' },
      { on: 'escalated', to: 'rung', channel: 'staff', template: 'complaint-escalated' },
      { on: 'settled:customerInterface', to: 'complainant', channel: 'customer', template: 'complaint-settled' },
      {
        on: 'opened:accountability',
        to: { role: 'stationHead', unit: 'same' },
        channel: 'staff',
        template: 'responsible-wanted',
      },
      { on: 'opened:improvement', to: { role: 'quality' }, channel: 'staff', template: 'cause-wanted' },
      { on: 'closed', to: 'owner', channel: 'staff', template: 'complaint-closed' },
    ],
  })

/** Lenovo's procedure with only the number that its sources give: a handler within one hour (LS-08). */
export const lenovo = lenovoWith()
