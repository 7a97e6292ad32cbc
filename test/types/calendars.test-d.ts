import data from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import ICAL from 'ical.js'
import { type CalendarSpec, calendar } from 'redress'
import { type ChineseDays, chinaCalendar } from 'redress/china'
import { fromICal, type HolidayDates, type ICalLike } from 'redress/ical'
import { describe, expectTypeOf, it } from 'vitest'

describe('the optional packages fit their Like shapes', () => {
  it('chinese-days', () => {
    expectTypeOf(data).toExtend<ChineseDays>()
    chinaCalendar({ everyDay: ['09:00-17:00'], data })
  })

  it('ical.js', () => {
    expectTypeOf(ICAL).toExtend<ICalLike>()
    fromICal('', { timeZone: 'UTC', years: [2026, 2026], ical: ICAL })
  })
})

describe('what a feed says', () => {
  it('is a part of a calendar', () => {
    expectTypeOf<HolidayDates>().toExtend<Omit<CalendarSpec, 'week' | 'everyDay'>>()
    calendar({ everyDay: ['09:00-17:00'], ...fromICal('', { timeZone: 'UTC', years: [2026, 2026] }) })
  })

  it('needs its years, and an answer for each event', () => {
    // @ts-expect-error without years
    fromICal('', { timeZone: 'UTC' })
    // @ts-expect-error no such kind
    fromICal('', { timeZone: 'UTC', years: [2026, 2026], kindOf: () => 'off' })
    // @ts-expect-error a misspelt weekday
    chinaCalendar({ week: { monday: ['09:00-17:00'] } })
    // @ts-expect-error the holidays come from the package
    chinaCalendar({ everyDay: ['09:00-17:00'], holidays: [] })
  })
})
