import { definePolicy, personal } from 'redress'
import { z } from 'zod'

/** A policy that names something of every kind. */
export const workshop = definePolicy({
  id: 'workshop',
  version: 1,
  effectiveFrom: '2026-01-01',
  timeZone: 'UTC',
  roles: ['clerk', 'master'],
  categories: ['goods', 'service', 'service/manner'],
  severity: { values: ['minor', 'grave'] },
  urgency: { values: ['soon', 'now'] },
  facts: z.object({
    plate: z.string(),
    mileage: z.number().default(0),
    owner: personal(z.string()),
  }),
  forms: {
    inspection: z.object({ passed: z.boolean(), at: z.iso.datetime() }),
    apology: z.object({ words: z.string() }),
  },
  see: { clerk: 'all', master: 'all' },
  permissions: { register: ['clerk', 'anonymous'], assign: ['master'] },
  ladder: [
    { id: 'desk', role: 'clerk' },
    { id: 'office', role: 'master' },
  ],
  pauseReasons: ['partsOnOrder'],
  obligations: [
    { id: 'contact', opens: 'registered', meets: 'contacted', within: { hours: 2 } },
    { id: 'inspect', opens: 'breached:contact', meets: 'filed:inspection', within: { workingDays: 1 } },
  ],
})

/** A second policy with other names, so that a desk can hold two. */
export const bakery = definePolicy({
  id: 'bakery',
  version: 1,
  effectiveFrom: '2026-01-01',
  timeZone: 'UTC',
  roles: ['baker'],
  categories: ['bread'],
  see: { baker: 'all' },
  permissions: { register: ['baker'] },
})
