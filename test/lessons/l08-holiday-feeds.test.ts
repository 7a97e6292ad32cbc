import {
  type Calendar,
  type CalendarSpec,
  calendar,
  createRedress,
  type Duration,
  definePolicy,
  memoryStore,
  simulatedClock,
} from 'redress'
import { chinaCalendar } from 'redress/china'
import { fromICal } from 'redress/ical'
import { describe, expect, it } from 'vitest'
import { allDay, feed, refusal } from '../unit/calendars/feed.ts'
import { checkGolden } from '../unit/time/golden/check.ts'
import { holidayTables } from '../unit/time/golden/index.ts'

checkGolden(holidayTables)

const clerk = { id: 'clerk-1', role: 'clerk' } as const
const hours = ['09:00-12:00', '13:30-18:00']
const week = { mon: hours, tue: hours, wed: hours, thu: hours, fri: hours }

/** A calendar out of a feed that is for one year. */
const fed = (text: string, year = 2026): Calendar =>
  calendar({ week, ...fromICal(text, { timeZone: 'Asia/Shanghai', years: [year, year] }) })

/** A shop that answers within so much time of a calendar, at an instant. */
function shopOf(office: Calendar, within: Duration, start: string) {
  const shop = definePolicy({
    id: 'feeds',
    version: 1,
    effectiveFrom: '2020-01-01',
    timeZone: 'Asia/Shanghai',
    roles: ['clerk'],
    see: { clerk: 'all' },
    permissions: { register: ['clerk'], contact: ['clerk'], suspend: ['clerk'], resume: ['clerk'] },
    pauseReasons: ['absent'],
    calendars: { office },
    obligations: [
      { id: 'answer', opens: 'registered', meets: 'contacted', within, calendar: 'office', pausedBy: ['absent'] },
    ],
  })
  const clock = simulatedClock(start)
  const redress = createRedress({ policies: [shop], store: memoryStore(), clock })
  return {
    redress,
    clock,
    submit: () => redress.submit({ policy: 'feeds', channel: 'web', summary: 'x' }, { by: clerk }),
  }
}

/** When a complaint of that instant has to be answered, in Shanghai. */
async function dueOf(office: Calendar, within: Duration, start: string): Promise<string | undefined> {
  const { due } = await shopOf(office, within, start).submit()
  const dueAt = due[0]?.dueAt
  return dueAt && new Date(dueAt.getTime() + 8 * 3_600_000).toISOString().slice(0, 16)
}

const nationalDay = allDay('20261001', '20261008', 'SUMMARY:国庆节')
const labourDay = allDay('20240501', '20240502', 'SUMMARY:劳动节', 'RRULE:FREQ=YEARLY')
const makeUp = allDay('20261010', '20261011', 'SUMMARY:国庆节 补班')

describe('L08 what a holiday feed says is what a duty counts', () => {
  // Wednesday 17:00: an hour until 18:00, then the first open hour after the holidays.
  const eve = '2026-09-30T17:00:00+08:00'

  it('L08 the end of an all-day event is exclusive: 8 October works', async () => {
    expect(await dueOf(fed(feed(nationalDay)), { hours: 2 }, eve)).toBe('2026-10-08T10:00')
    // Counter-scenario: an end that is read as included costs a day.
    expect(await dueOf(fed(feed(allDay('20261001', '20261009'))), { hours: 2 }, eve)).toBe('2026-10-09T10:00')
  })

  it('L08 a recurrence is expanded: a holiday that was written down for 2024 is one in 2026', async () => {
    const before = '2026-04-30T17:00:00+08:00'
    expect(await dueOf(fed(feed(labourDay)), { hours: 2 }, before)).toBe('2026-05-04T10:00')
    // Counter-scenario: without its rule it is none, and Friday 1 May works.
    const once = allDay('20240501', '20240502', 'SUMMARY:劳动节')
    expect(await dueOf(fed(feed(nationalDay, once)), { hours: 2 }, before)).toBe('2026-05-01T10:00')
  })

  it('L08 a recurrence that cannot be expanded is refused, with the place where it stands', () => {
    const lunar = allDay('20260217', '20260218', 'RRULE:RSCALE=CHINESE;FREQ=YEARLY')
    expect(refusal(() => fed(feed(nationalDay, lunar)))).toBe('CALENDAR_INVALID events[1].rrule')
  })

  it('L08 a Saturday that is marked working counts', async () => {
    const friday = '2026-10-09T17:00:00+08:00'
    expect(await dueOf(fed(feed(nationalDay, makeUp)), { hours: 2 }, friday)).toBe('2026-10-10T10:00')
    expect(await dueOf(fed(feed(nationalDay, makeUp)), { workingDays: 1 }, friday)).toBe('2026-10-11T00:00')
    // Counter-scenario: not marked, it is a Saturday.
    expect(await dueOf(fed(feed(nationalDay)), { hours: 2 }, friday)).toBe('2026-10-12T10:00')
    expect(await dueOf(fed(feed(nationalDay)), { workingDays: 1 }, friday)).toBe('2026-10-13T00:00')
  })

  it('L08 the feed and the package agree about the days around National Day', async () => {
    for (const start of [eve, '2026-10-09T17:00:00+08:00']) {
      const text = feed(nationalDay, makeUp, allDay('20260920', '20260921', 'SUMMARY:国庆节 补班'))
      const due = await dueOf(chinaCalendar({ week }), { hours: 2 }, start)
      expect(await dueOf(fed(text), { hours: 2 }, start)).toBe(due)
    }
  })
})

describe('L08 a year without data is a reason to refuse, not a year without holidays', () => {
  const known: CalendarSpec = fed(feed(nationalDay, makeUp)).spec
  /** The policy cannot be followed, and the cause says what it lacks. */
  const unknownYear = {
    code: 'POLICY_FAILED',
    details: { rule: 'CALENDAR_RANGE', reason: expect.stringContaining('give it the holidays of that time') },
    cause: { code: 'CALENDAR_RANGE', details: { validFrom: '2026-01-01', validTo: '2026-12-31' } },
  }

  it('L08 a feed is not read for a year that it says nothing about', () => {
    expect(refusal(() => fed(feed(nationalDay), 2027))).toBe('CALENDAR_RANGE')
    expect(refusal(() => fed(feed(nationalDay), 2026))).toBe('nothing')
  })

  const lastDay = '2026-12-31T17:00:00+08:00'

  it.each<Duration>([
    { hours: 2 },
    { days: 1 },
    { workingDays: 1 },
    { closeOfBusiness: 1 },
    { weeks: 1 },
    { months: 1 },
  ])(
    'L08 a complaint whose duty of %o would end there is refused, with the reason and without a trace',
    async (within) => {
      const { redress, submit } = shopOf(calendar(known), within, lastDay)
      await expect(submit()).rejects.toMatchObject(unknownYear)
      expect((await redress.list({}, { by: clerk })).items).toEqual([])
      // Until the last instant that is known it is not.
      expect(await dueOf(calendar(known), { hours: 1 }, lastDay)).toBe('2026-12-31T18:00')
    },
  )

  it('L08 counter-scenario: a calendar that claims to know every year lets New Year’s Day work', async () => {
    const { validTo: _known, ...forever } = known
    expect(await dueOf(calendar(forever), { hours: 2 }, lastDay)).toBe('2027-01-01T10:00')
  })

  it('L08 so is a command that would move a running duty there, and the complaint stays as it was', async () => {
    const { redress, clock, submit } = shopOf(calendar(known), { hours: 2 }, '2026-12-31T15:00:00+08:00')
    const { id } = await submit()
    clock.set(Date.parse('2026-12-31T16:00:00+08:00'))
    const paused = await redress.send(id, { type: 'suspend', reason: 'absent' }, { by: clerk })
    clock.set(Date.parse('2027-01-04T09:00:00+08:00'))
    await expect(redress.send(id, { type: 'resume' }, { by: clerk })).rejects.toMatchObject(unknownYear)
    const { version, state } = await redress.get(id, { by: clerk })
    expect({ version, state }).toEqual({ version: paused.version, state: paused.state })
  })
})
