import { calendar, definePolicy, staticDirectory } from './library.ts'

/** A company whose whole procedure is deadlines and messages: what a crash could lose or double. */
export const desk = definePolicy({
  id: 'desk',
  version: 1,
  effectiveFrom: '2026-01-01',
  timeZone: 'Asia/Shanghai',
  roles: ['agent', 'handler', 'head'],
  see: { agent: 'all', handler: 'all', head: 'all' },
  permissions: {
    register: ['agent'],
    note: ['agent'],
    assign: ['agent'],
    contact: ['handler'],
    merge: ['agent'],
    withdraw: ['agent'],
  },
  calendars: { day: calendar({ timeZone: 'Asia/Shanghai', everyDay: ['08:00-20:00'] }) },
  ladder: [
    { id: 'frontline', role: 'handler' },
    { id: 'team', role: 'head' },
    { id: 'top', role: 'head' },
  ],
  obligations: [
    {
      id: 'handler-found',
      opens: 'registered',
      meets: 'assigned',
      within: { hours: 1 },
      onBreach: { escalate: 'next' },
    },
    {
      id: 'first-contact',
      opens: 'registered',
      meets: 'contacted',
      within: { hours: 4 },
      warnings: [{ share: 0.5 }],
      reminders: { every: { hours: 24 }, most: 2 },
      onBreach: { escalate: 'next' },
    },
  ],
  notifications: [
    { on: 'registered', to: 'complainant', channel: 'customer', template: 'received' },
    { on: 'noted', to: { role: 'head' }, channel: 'staff', template: 'noted' },
    { on: 'assigned', to: 'owner', channel: 'staff', template: 'assigned' },
    { on: 'warned:first-contact', to: 'owner', channel: 'staff', template: 'contact-soon' },
    { on: 'breached:handler-found', to: 'rung', channel: 'staff', template: 'handler-overdue' },
    { on: 'breached:first-contact', to: 'rung', channel: 'staff', template: 'contact-overdue' },
    { on: 'reminded:first-contact', to: 'rung', channel: 'staff', template: 'contact-still-overdue' },
    { on: 'escalated', to: 'rung', channel: 'staff', template: 'escalated' },
    { on: 'merged', to: 'complainant', channel: 'customer', template: 'merged' },
    { on: 'withdrawn', to: { role: 'head' }, channel: 'staff', template: 'withdrawn', hours: 'day', digest: true },
  ],
})

export const agent = { id: 'agent-1', role: 'agent' } as const
export const handler = { id: 'handler-1', role: 'handler' } as const
export const head = { id: 'head-1', role: 'head' } as const

export const people = staticDirectory([
  { id: agent.id, roles: ['agent'] },
  { id: handler.id, roles: ['handler'] },
  { id: head.id, roles: ['head'] },
  { id: 'head-2', roles: ['head'] },
])

/** When the complaints of these tests come in. */
export const OPENED = Date.parse('2026-03-02T09:00:00+08:00')
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
