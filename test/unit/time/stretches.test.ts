import { describe, expect, it } from 'vitest'
import { alwaysIn, type Calendar, calendar } from '../../../src/time/calendar.ts'
import { stretches } from '../../../src/time/stretches.ts'

const office = calendar({
  timeZone: 'Asia/Shanghai',
  week: {
    mon: ['09:00-18:00'],
    tue: ['09:00-18:00'],
    wed: ['09:00-18:00'],
    thu: ['09:00-18:00'],
    fri: ['09:00-18:00'],
  },
  holidays: ['2026-10-01', '2026-10-02', '2026-10-03'],
})
const at = (text: string): number => Date.parse(`2026-${text}+08:00`)
const seen = (from: string, to: string, by: Calendar = office) =>
  stretches(at(from), at(to), by).map(({ from, to, kind }) => {
    const local = (instant: number) => new Date(instant + 8 * 3_600_000).toISOString().slice(5, 16)
    return `${local(from)} ${local(to)} ${kind}`
  })

describe('stretches', () => {
  it('parts open hours, closed hours and holidays, gapless, and a night from a holiday', () => {
    expect(seen('09-30T16:30', '10-05T10:00')).toEqual([
      '09-30T16:30 09-30T18:00 open',
      '09-30T18:00 10-01T00:00 closed',
      '10-01T00:00 10-04T00:00 holiday',
      '10-04T00:00 10-05T09:00 closed',
      '10-05T09:00 10-05T10:00 open',
    ])
  })

  it('makes a night and a weekend one stretch, and windows that touch one', () => {
    expect(seen('09-25T18:00', '09-28T09:00')).toEqual(['09-25T18:00 09-28T09:00 closed'])
    expect(seen('09-25T18:00', '09-28T09:00', alwaysIn('Asia/Shanghai'))).toEqual(['09-25T18:00 09-28T09:00 open'])
    const halves = calendar({ timeZone: 'Asia/Shanghai', everyDay: ['00:00-12:00', '12:00-24:00'] })
    expect(seen('09-25T18:00', '09-28T09:00', halves)).toEqual(['09-25T18:00 09-28T09:00 open'])
  })

  it('lets the night that ends on a holiday be open, as its calendar does', () => {
    const nights = calendar({ timeZone: 'Asia/Shanghai', everyDay: ['22:00-06:00'], holidays: ['2026-10-01'] })
    expect(seen('09-30T21:00', '10-02T22:00', nights)).toEqual([
      '09-30T21:00 09-30T22:00 closed',
      '09-30T22:00 10-01T06:00 open',
      '10-01T06:00 10-02T00:00 holiday',
      '10-02T00:00 10-02T22:00 closed',
    ])
  })

  it('has nothing between an instant and itself, and refuses where the calendar does', () => {
    expect(seen('09-30T16:30', '09-30T16:30')).toEqual([])
    const known = calendar({ timeZone: 'Asia/Shanghai', everyDay: ['09:00-18:00'], validTo: '2026-10-01' })
    expect(() => seen('09-30T16:30', '10-05T10:00', known)).toThrow(expect.objectContaining({ code: 'CALENDAR_RANGE' }))
  })
})
