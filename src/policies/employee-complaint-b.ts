import { z } from 'zod'
import { personal } from '../domain/personal.ts'
import { definePolicy } from '../policy/define-policy.ts'
import type { Duration } from '../time/duration.ts'
import { staffTemplates } from './templates.ts'

/** What the rules of Qingdao Zhouquanzhoudao leave open. */
export interface EmployeeComplaintBSettings {
  /**
   * Local date of issue: the rules are in force from it (EB-13), and the source has lost it. Left out, the policy takes
   * no complaints (T-24).
   */
  readonly effectiveFrom?: string
  /** @defaultValue `'Asia/Shanghai'` */
  readonly timeZone?: string
  /** How soon a superior who cannot solve it says so to the employee (EB-08: 及时). Left out, unmeasured (T-21). */
  readonly inabilityToldWithin?: Duration
  /** How soon the proprietor answers where the general manager is accused: the source has no path (T-30), so no number. */
  readonly proprietorWithin?: Duration
  /** How late an absence or a rest day may be entered. @defaultValue not for the past */
  readonly absenceReachBack?: Duration
}

const within = (duration: Duration | undefined) =>
  duration === undefined ? ({ unmeasured: true } as const) : { within: duration }

/** EB-07: whoever it is about or whoever handles it is away, or has a rest day. */
const pauses = ['partyAbsent', 'handlerAbsent', 'restDay'] as const

/**
 * The trial rules on employees' complaints of a hotel in Qingdao (青岛粥全粥到 关于员工投诉按照程序的规定, EB): the direct
 * superior answers and solves within 48 hours (EB-04), then the general manager has a fresh 48 (EB-06, T-11). Whenever
 * somebody who matters is absent or at rest, the time is longer by that (EB-07).
 *
 * Over a superior's head one may always complain (EB-02), and nobody has to file first with whom he accuses (T-73).
 * Where the general manager is accused, the proprietor is the next who is independent (T-30).
 *
 * Points are deducted by name only, and only after a finding (T-29).
 */
export const employeeComplaintBWith = (settings: EmployeeComplaintBSettings = {}) =>
  definePolicy({
    id: 'employee-complaint-b',
    version: 1,
    ...(settings.effectiveFrom !== undefined && { effectiveFrom: settings.effectiveFrom }),
    timeZone: settings.timeZone ?? 'Asia/Shanghai',
    label: { en: "Hotel: employees' complaints", 'zh-CN': '员工投诉按照程序的规定（试行）' },
    roles: ['employee', 'superior', 'delegate', 'generalManager', 'proprietor', 'operations'],
    facts: z.object({
      /** Whom it accuses; who is accused does not decide (T-30, T-73). */
      about: z.enum(['colleague', 'superior', 'generalManager', 'conditions']).default('conditions'),
      /** Whom the employee turned to (EB-02, EB-03). */
      filedWith: z.enum(['superior', 'generalManager']).default('superior'),
      /** Found: the superior failed to coordinate, so that it went over his head (EB-11). */
      notCoordinated: z.boolean().optional(),
      /** Found: somebody suppressed or delayed it on purpose (EB-10). */
      suppressed: z.boolean().optional(),
    }),
    permissions: {
      register: ['employee', 'superior', 'generalManager', 'operations'],
      note: ['superior', 'delegate', 'generalManager', 'proprietor', 'operations'],
      link: ['operations'],
      classify: ['operations', 'generalManager', 'proprietor'],
      assign: ['generalManager', 'proprietor', 'operations'],
      // EB-06: the general manager sends a dedicated person.
      handOver: ['generalManager', 'proprietor', 'operations'],
      contact: ['superior', 'delegate', 'generalManager', 'proprietor'],
      promise: ['superior', 'delegate', 'generalManager', 'proprietor'],
      establish: ['superior', 'delegate', 'generalManager', 'proprietor'],
      propose: ['superior', 'delegate', 'generalManager', 'proprietor'],
      accept: ['employee', 'operations'],
      decline: ['employee', 'operations'],
      fulfil: ['superior', 'delegate', 'generalManager', 'proprietor'],
      file: ['superior', 'delegate', 'generalManager'],
      // EB-12: the operations department supervises, so it asks whether the answer satisfied.
      callBack: ['operations', 'generalManager'],
      review: ['generalManager', 'proprietor'],
      withdraw: ['employee', 'operations'],
      dispute: ['employee', 'operations'],
      finalise: ['generalManager', 'proprietor'],
      // EB-05: the employee may turn to the general manager; EB-08: the superior reports upwards.
      escalate: ['employee', 'superior', 'delegate', 'operations'],
      suspend: ['operations', 'superior', 'generalManager'],
      resume: ['operations', 'superior', 'generalManager'],
      attribute: ['operations', 'generalManager', 'proprietor'],
      assess: ['operations', 'generalManager', 'proprietor'],
      decide: ['generalManager', 'proprietor'],
      contest: ['superior', 'generalManager'],
      rule: ['generalManager', 'proprietor'],
      reopen: ['operations', 'generalManager'],
      archive: ['operations'],
    },
    see: {
      employee: 'complainant',
      superior: 'assigned',
      delegate: 'assigned',
      generalManager: 'all',
      proprietor: 'all',
      operations: 'all',
    },
    ladder: [
      { id: 'superior', role: 'superior', label: { en: 'direct superior', 'zh-CN': '直接上级' } },
      { id: 'generalManager', role: 'generalManager', label: { en: 'general manager', 'zh-CN': '总经理' } },
      { id: 'proprietor', role: 'proprietor', label: { en: 'proprietor', 'zh-CN': '业主' } },
    ],
    startingRung: ({ facts: { about, filedWith } }) =>
      about === 'generalManager'
        ? 'proprietor'
        : about === 'superior' || filedWith === 'generalManager'
          ? 'generalManager'
          : 'superior',
    forms: {
      /** EB-08: the superior cannot solve it, and why. */
      inability: z.object({ reasons: personal(z.string().min(1)) }),
    },
    obligations: [
      {
        id: 'superior-answer',
        label: { en: 'answered and solved by the superior', 'zh-CN': '直接上级答复和解决' },
        source: 'EB-04',
        opens: 'registered',
        meets: 'fulfilled',
        // What goes up in time is the next one's to answer; a breach that was said stays (EB-09).
        cancels: ['escalated:generalManager', 'escalated:proprietor'],
        when: (c) => c.rung === 'superior',
        within: { hours: 48 },
        pausedBy: pauses,
        // EB-05: no answer in the set time.
        onBreach: { escalate: 'generalManager' },
      },
      {
        id: 'manager-answer',
        label: { en: 'answered and solved by the general manager', 'zh-CN': '总经理答复和解决' },
        source: 'EB-06',
        // T-11: a fresh 48 hours from when he has it.
        opens: ['registered', 'escalated:generalManager'],
        meets: 'fulfilled',
        cancels: ['escalated:proprietor'],
        when: (c) => c.rung === 'generalManager',
        within: { hours: 48 },
        pausedBy: pauses,
      },
      {
        id: 'proprietor-answer',
        label: { en: 'answered and solved by the proprietor', 'zh-CN': '业主答复和解决' },
        source: 'EB-05',
        opens: ['registered', 'escalated:proprietor'],
        meets: 'fulfilled',
        when: (c) => c.rung === 'proprietor',
        pausedBy: pauses,
        ...within(settings.proprietorWithin),
      },
      {
        id: 'inability-told',
        label: { en: 'inability told to the employee', 'zh-CN': '通知员工并说明原因' },
        source: 'EB-08',
        opens: 'filed:inability',
        meets: 'contacted',
        ...within(settings.inabilityToldWithin),
      },
    ],
    levels: {
      // EB-05: an answer that does not satisfy goes to the next one up, who takes it over by `review`.
      customerInterface: { callBack: true, reviews: ['nextRung'] },
      // EB-09: no answer as required, and it reached the top. EB-10, EB-11: only once somebody has found it (T-29).
      accountability: {
        required: (c) =>
          c.isBreached('superior-answer') || c.facts.suppressed === true || c.facts.notCoordinated === true,
      },
    },
    /** Names only; the source counts points (EB-09 … EB-11). */
    sanctions: ['noTimelyAnswer', 'suppression', 'failureToCoordinate'],
    pauseReasons: pauses,
    ...(settings.absenceReachBack !== undefined && { reachBack: { suspend: settings.absenceReachBack } }),
    templates: staffTemplates,
    notifications: [
      { on: 'registered', to: 'rung', channel: 'staff', template: 'complaint-received' },
      { on: 'assigned', to: 'owner', channel: 'staff', template: 'complaint-assigned' },
      { on: 'escalated', to: 'rung', channel: 'staff', template: 'complaint-escalated' },
      { on: 'filed:inability', to: 'complainant', channel: 'staff', template: 'superior-unable' },
      { on: 'breached:superior-answer', to: { role: 'operations' }, channel: 'staff', template: 'answer-overdue' },
      { on: 'breached:manager-answer', to: { role: 'operations' }, channel: 'staff', template: 'answer-overdue' },
    ],
  })

/** The hotel's rules as the source has them: not in force until somebody says since when (EB-13, T-24). */
export const employeeComplaintB = employeeComplaintBWith()
