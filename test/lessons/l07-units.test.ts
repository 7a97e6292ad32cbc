import {
  addWorkingTime,
  alwaysIn,
  createRedress,
  type Duration,
  definePolicy,
  memoryStore,
  simulatedClock,
} from 'redress'
import { describe, expect, it } from 'vitest'
import { checkGolden } from '../unit/time/golden/check.ts'
import { unitTables } from '../unit/time/golden/index.ts'
import { at } from '../unit/time/golden/row.ts'
import { units } from '../unit/time/golden/units.ts'

checkGolden(unitTables)

const beginnings = {
  'Friday 16:30': '2025-05-09T16:30+02:00',
  'Friday 18:30': '2025-05-09T18:30+02:00',
  Saturday: '2025-05-10T11:00+02:00',
  'the eve of a holiday': '2025-04-30T16:30+02:00',
}
const asked: readonly Duration[] = [
  { workingDays: 1 },
  { hours: 8 },
  { hours: 24 },
  { days: 1 },
  { weeks: 8 },
  { closeOfBusiness: 3 },
]

describe('L07 the golden rows', () => {
  it('L07 hold each unit of the lesson from each of its beginnings, and more than forty in all', () => {
    const known = units.rows.map(({ from, within }) => JSON.stringify([from, within]))
    const wanted = Object.values(beginnings).flatMap((from) => asked.map((within) => JSON.stringify([from, within])))
    expect(wanted).toHaveLength(24)
    expect(wanted.filter((row) => !known.includes(row))).toEqual([])
    const rows = unitTables.flatMap(({ title, rows }) => rows.map((row) => ({ ...row, title })))
    expect(rows.length).toBeGreaterThan(40)
    expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(rows.length)
  })
})

describe('L07 no unit is another one in disguise', () => {
  const ends = (from: string) => {
    const due = (within: Duration, calendar = units.calendar) => addWorkingTime(at(from), within, calendar)
    return {
      'a working day': due({ workingDays: 1 }),
      '8 office hours': due({ hours: 8 }),
      '24 office hours': due({ hours: 24 }),
      '24 hours': due({ hours: 24 }, alwaysIn('Europe/Berlin')),
      'a natural day': due({ days: 1 }),
      'close of business on the third': due({ closeOfBusiness: 3 }),
      '8 weeks': due({ weeks: 8 }),
    }
  }

  it.each(Object.entries(beginnings))('L07 from %s each of them ends at an instant of its own', (name, from) => {
    const due = ends(from)
    const instants = new Set(Object.values(due))
    // After closing, 24 office hours are three whole office days: then, and only then, two of them agree.
    const isWhole = due['24 office hours'] === due['close of business on the third']
    expect(isWhole).toBe(name === 'Friday 18:30' || name === 'Saturday')
    expect(instants.size).toBe(isWhole ? 6 : 7)
  })
})

describe('L07 a duty keeps the unit that its policy names', () => {
  const clerk = { id: 'clerk-1', role: 'clerk' } as const
  const duty = (id: string, within: Duration, calendar?: 'office') => ({
    id,
    opens: 'registered' as const,
    meets: 'contacted' as const,
    within,
    ...(calendar !== undefined && { calendar }),
  })
  const shop = definePolicy({
    id: 'units',
    version: 1,
    effectiveFrom: '2025-01-01',
    timeZone: 'Europe/Berlin',
    roles: ['clerk'],
    see: { clerk: 'all' },
    permissions: { register: ['clerk'], contact: ['clerk'] },
    calendars: { office: units.calendar },
    obligations: [
      duty('working-day', { workingDays: 1 }, 'office'),
      duty('office-hours', { hours: 24 }, 'office'),
      duty('hours', { hours: 24 }),
      duty('day', { days: 1 }),
    ],
  })

  it('L07 from Friday 16:30: jmix made a working day of it 24 working hours', async () => {
    const clock = simulatedClock(beginnings['Friday 16:30'])
    const redress = createRedress({ policies: [shop], store: memoryStore(), clock })
    const { due } = await redress.submit({ policy: 'units', channel: 'web', summary: 'x' }, { by: clerk })
    expect(Object.fromEntries(due.map(({ obligation, dueAt }) => [obligation, dueAt]))).toEqual({
      'working-day': new Date('2025-05-13T00:00+02:00'),
      'office-hours': new Date('2025-05-14T16:30+02:00'),
      hours: new Date('2025-05-10T16:30+02:00'),
      day: new Date('2025-05-11T00:00+02:00'),
    })
  })
})
