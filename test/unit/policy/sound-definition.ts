import { expect } from 'vitest'
import { z } from 'zod'
import { personal } from '../../../src/domain/personal.ts'
import { isRedressError } from '../../../src/errors.ts'
import { definePolicy } from '../../../src/policy/define-policy.ts'
import type { Policy } from '../../../src/policy/policy.ts'
import { calendar } from '../../../src/time/calendar.ts'

/** `definePolicy` as plain JavaScript calls it. */
export const define = (definition: unknown): Policy => Reflect.apply(definePolicy, undefined, [definition])

/** A definition with a rule of every kind and no mistake. */
export const sound = {
  id: 'desk',
  version: 1,
  effectiveFrom: '2026-01-01',
  timeZone: 'Europe/Berlin',
  label: { en: 'Desk', 'zh-CN': '投诉台' },
  roles: ['clerk', 'boss'],
  see: { clerk: 'all', boss: 'unit' },
  confidentiality: { complainant: ['boss'] },
  permissions: {
    register: ['clerk', 'anonymous'],
    assign: ['clerk'],
    contact: ['clerk'],
    link: ['clerk'],
    promise: ['clerk'],
    file: ['clerk'],
    approve: ['boss'],
    disapprove: ['boss'],
    escalate: ['clerk'],
    fulfil: ['clerk'],
  },
  facts: z.object({ serial: personal(z.string()), kind: z.enum(['fault', 'service']).default('fault') }),
  categories: ['service', 'service/attitude'],
  severity: { values: ['minor', 'grave'], of: () => 'minor' },
  urgency: { values: ['normal', 'urgent'] },
  major: () => false,
  calendars: { office: calendar({ timeZone: 'Europe/Berlin', week: { mon: ['09:00-17:00'] } }) },
  forms: { report: z.object({ pages: z.int() }) },
  obligations: [
    {
      id: 'first-contact',
      opens: 'registered',
      meets: ['contacted', 'filed:report'],
      cancels: ['settled:customerInterface'],
      within: { hours: 2 },
      calendar: 'office',
      warnings: [{ share: 0.5 }, { before: { minutes: 10 } }],
      reminders: { every: { hours: 1 }, most: 3 },
      pausedBy: ['absent'],
      onBreach: { escalate: 'boss' },
      extension: { by: ['boss'], times: 1, most: { days: 2 } },
      onReopen: 'total',
      handsDown: { rel: 'delegated', buffer: { minutes: 30 } },
    },
    { id: 'promise', opens: 'promised', meets: 'promiseKept', fromSubject: true },
    {
      id: 'cause',
      level: 'improvement',
      opens: 'breached:first-contact',
      meets: 'settled:improvement',
      unmeasured: true,
    },
  ],
  ladder: [
    { id: 'desk', role: 'clerk' },
    { id: 'boss', role: 'boss' },
  ],
  levels: {
    customerInterface: { callBack: () => true, reviews: ['reviewer', 'nextRung'] },
    accountability: { required: false },
    improvement: { required: () => true, opens: 'registered', readAcross: false, measures: () => false },
  },
  closing: 'manual',
  gates: [{ before: 'close', needs: ['filed:report', ['contacted', 'fulfilled']], when: () => true }],
  approvals: [{ of: 'reject', by: ['boss'], when: () => true }],
  remedies: ['refund'],
  sanctions: ['training'],
  pauseReasons: ['absent'],
  reachBack: { contact: { hours: 24 } },
  notifications: [
    { on: 'registered', to: { role: 'boss', unit: 'same' }, channel: 'mail', template: 'new', hours: 'office' },
  ],
  catchUp: 'fireEach',
  numberPrefix: 'D',
}
/** Paths of the mistakes that are found. */
export function mistakes(definition: unknown): readonly string[] {
  try {
    define(definition)
    return []
  } catch (error) {
    if (!isRedressError(error, 'POLICY_INVALID')) throw error
    for (const issue of error.details.issues) {
      expect(issue.message).not.toBe('')
      expect(error.message).toContain(issue.message)
    }
    return [...new Set(error.details.issues.map((issue) => issue.path))]
  }
}
