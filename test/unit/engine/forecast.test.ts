import { describe, expect, test } from 'vitest'
import { simulatedClock } from '../../../src/clock.ts'
import { createRedress } from '../../../src/engine/create-redress.ts'
import { countingIds } from '../../../src/ids.ts'
import { definePolicy } from '../../../src/policy/define-policy.ts'
import { memoryStore } from '../../../src/stores/memory/memory-store.ts'
import { calendar } from '../../../src/time/calendar.ts'
import { agent, call, codeOf, customer, engineer, head, openShop } from './shop.ts'

const HOUR = 3_600_000
const OFFICE = ['09:00-18:00']

/** Two duties that climb, one that a breach opens, a pause that holds one of them. */
const repairs = definePolicy({
  id: 'repairs',
  version: 1,
  effectiveFrom: '2026-01-01',
  timeZone: 'Asia/Shanghai',
  roles: ['agent', 'head'],
  see: { agent: 'all', head: 'all' },
  permissions: { register: ['head'], suspend: ['head'], contact: ['head'], fulfil: ['head'] },
  calendars: {
    office: calendar({
      timeZone: 'Asia/Shanghai',
      week: { mon: OFFICE, tue: OFFICE, wed: OFFICE, thu: OFFICE, fri: OFFICE },
    }),
  },
  pauseReasons: ['parts'],
  obligations: [
    {
      id: 'repair',
      opens: 'registered',
      meets: 'fulfilled',
      within: { hours: 8 },
      calendar: 'office',
      pausedBy: ['parts'],
      warnings: [{ share: 0.5 }, { before: { minutes: 30 } }],
      reminders: { every: { workingDays: 1 }, most: 3 },
      onBreach: { escalate: 'next' },
    },
    { id: 'answer', opens: 'registered', meets: 'contacted', within: { days: 3 }, onBreach: { escalate: 'top' } },
    {
      id: 'apology',
      opens: 'breached:answer',
      meets: 'closed',
      within: { hours: 2 },
      warnings: [{ share: 0.9 }],
    },
  ],
  ladder: [
    { id: 'counter', role: 'agent' },
    { id: 'office', role: 'head' },
    { id: 'top', role: 'head' },
  ],
})

describe('forecast', () => {
  test('comes true: the workers say what was foretold, at that instant, and nothing else', async () => {
    const clock = simulatedClock('2026-03-06T16:30:00+08:00')
    const redress = createRedress({ policies: [repairs], store: memoryStore(), clock, ids: countingIds('id') })
    const by = { id: 'zhao', role: 'head' } as const
    const { id } = await redress.submit({ policy: 'repairs', channel: 'web', summary: 'It rattles.' }, { by })
    clock.advance(HOUR)
    await redress.send(id, { type: 'suspend', reason: 'parts', until: '2026-03-09T15:00:00+08:00' }, { by })
    const entries = (await redress.history(id, { by })).length
    const { coming, isCut } = await redress.forecast(id, { by })
    expect(coming.length).toBe(9)
    expect(isCut).toBe(false)
    expect(await redress.history(id, { by })).toHaveLength(entries)
    for (const { at } of coming) {
      clock.advance(at.getTime() - clock.now())
      await redress.runDue()
    }
    clock.advance(400 * 24 * HOUR)
    await redress.runDue()
    const said = (await redress.history(id, { by })).flatMap((line) =>
      line.clocks.flatMap(({ clock: name, what, ordinal }) =>
        what === 'warning' || what === 'breach' || what === 'reminder'
          ? { clock: name, kind: what, ordinal, at: line.at }
          : [],
      ),
    )
    expect(said).toEqual(coming.map(({ clock: name, kind, ordinal, at }) => ({ clock: name, kind, ordinal, at })))
    const climbed = (await redress.history(id, { by })).flatMap(({ signals }) =>
      signals.flatMap(({ name }) => (name.startsWith('escalated:') ? name.slice('escalated:'.length) : [])),
    )
    expect(climbed).toEqual([...new Set(coming.flatMap(({ escalatesTo }) => escalatesTo ?? []))])
    expect((await redress.forecast(id, { by })).coming).toEqual([])
  })

  test('starts at the clock of the desk: what nobody said yet is said now', async () => {
    const { redress, clock } = openShop()
    const { id } = await redress.submit(call, { by: agent })
    clock.advance(3 * HOUR)
    const { coming } = await redress.forecast(id, { by: head })
    expect(coming).toMatchObject([
      {
        clock: 'owner#1',
        kind: 'breach',
        at: new Date(clock.now()),
        escalatesTo: 'office',
        level: 'customerInterface',
      },
    ])
    expect((await redress.get(id, { by: head })).version).toBe(1)
  })

  test('is for those who may see the complaint, and of level 1 for its complainant', async () => {
    const { redress } = openShop()
    const { id } = await redress.submit(call, { by: agent })
    expect(await codeOf(redress.forecast(id, { by: engineer }))).toBe('COMPLAINT_NOT_FOUND')
    expect(await codeOf(redress.forecast(id, { by: { id: 'c-2', role: 'customer' } }))).toBe('COMPLAINT_NOT_FOUND')
    expect((await redress.forecast(id, { by: customer })).coming).toMatchObject([{ obligation: 'owner' }])
  })
})
