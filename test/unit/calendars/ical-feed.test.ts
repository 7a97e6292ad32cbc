import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import fc from 'fast-check'
import ICAL from 'ical.js'
import { fromICal, type ICalOptions } from 'redress/ical'
import { describe, expect, it } from 'vitest'
import { isRedressError } from '../../../src/errors.ts'
import { optionalPackage } from '../../../src/optional-package.ts'
import { allDay, feed, read, refusal } from './feed.ts'

const whole = feed(allDay('20261001', '20261008', 'UID:national-day', 'SUMMARY:国庆节'))
const line = (text: string) => whole.replace('BEGIN:VEVENT', `BEGIN:VEVENT\r\n${text}`)

describe('L08 a feed is refused when it is', () => {
  const refused: readonly (readonly [what: string, text: unknown])[] = [
    ['no text', undefined],
    ['bytes', Buffer.from(whole)],
    ['empty', ''],
    ['blank lines', '\r\n\r\n'],
    ['an error page', '<html><body>502 Bad Gateway</body></html>'],
    ['JSON', '{"holidays": []}'],
    ['cut off in an event', whole.slice(0, whole.indexOf('END:VEVENT'))],
    ['cut off after an event', whole.slice(0, whole.indexOf('END:VCALENDAR'))],
    ['cut off before its beginning', whole.slice(whole.indexOf('VERSION'))],
    ['without events', feed()],
    ['an event without a calendar', 'BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261001\r\nEND:VEVENT'],
    ['a vCard', 'BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Somebody\r\nEND:VCARD'],
    ['a to-do list', whole.replaceAll('VEVENT', 'VTODO')],
    ['a calendar and another one cut off', `${whole}BEGIN:VCALENDAR\r\n`],
    ['a cancellation of everything', whole.replace('VERSION:2.0', 'VERSION:2.0\r\nMETHOD:CANCEL')],
    ['closed by the wrong END', whole.replace('END:VEVENT', 'BEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VEVENT')],
    ['closed in disorder', whole.replace('END:VEVENT\r\nEND:VCALENDAR', 'END:VCALENDAR\r\nEND:VEVENT')],
    ['a property named as what every object has', line('CONSTRUCTOR:a')],
    ['a calendar in a calendar', `BEGIN:VCALENDAR\r\n${whole}END:VCALENDAR\r\n`],
    ['an END too many', `${whole}END:VCALENDAR\r\nEND:VCALENDAR\r\n`],
    ['a line without a value', line('SUMMARY')],
    ['a parameter without an end', line('SUMMARY;LANGUAGE="de:Feiertag')],
    ['deep', `${'BEGIN:VCALENDAR\r\n'.repeat(50_000)}${'END:VCALENDAR\r\n'.repeat(50_000)}`],
    ['too long', `${whole}${' \r\n'.repeat(1_000_000)}`],
    ['one long line', line(`SUMMARY:${'x'.repeat(32_000)}`)],
    ['one long line of spaces', line(`BEGIN:${' '.repeat(40_000)}x`)],
    ['one long line, folded', line(`SUMMARY:${'x'.repeat(60)}${'\r\n x'.repeat(32_000)}`)],
    ['too many events', feed(...Array.from({ length: 20_001 }, () => allDay('20261001')))],
  ]

  it.each(refused)('%s', (_, text) => {
    expect(refusal(() => read(text as string))).toMatch(/^CALENDAR_INVALID/)
  })
})

describe('a feed is read when it has', () => {
  const { holidays } = read(whole)
  it.each([
    ['a byte order mark', `\uFEFF${whole}`],
    ['bare line feeds', whole.replaceAll('\r\n', '\n')],
    ['no line end at its end', whole.trimEnd()],
    ['spaces at the ends of lines', whole.replaceAll('\r\n', ' \t\r\n')],
    ['a folded line', whole.replace('DTSTART;VALUE', 'DTSTART\r\n ;VAL\r\n\tUE')],
    [
      'lower case',
      whole.replaceAll('VALUE=DATE', 'value=date').replace('DTSTART', 'dtstart').replace('VEVENT', 'vevent'),
    ],
    ['an alarm in an event', line('BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nEND:VALARM')],
    [
      'a time zone of its own',
      whole.replace('BEGIN:VEVENT', 'BEGIN:VTIMEZONE\r\nTZID:X\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT'),
    ],
    ['parameters named as what every object has', line('X-A;__PROTO__=c;CONSTRUCTOR=d;VALUE=TOSTRING:e')],
  ])('%s', (_, text) => {
    expect(read(text).holidays).toEqual(holidays)
  })

  it('two calendars', () => {
    expect(read(whole + feed(allDay('20260101'))).holidays).toEqual(['2026-01-01', ...holidays])
  })
})

describe('the work for a feed is bounded', () => {
  it.each([
    [
      'daily since the year 1',
      feed(...Array.from({ length: 20_000 }, () => allDay('00010101', undefined, 'RRULE:FREQ=DAILY;COUNT=9999999'))),
    ],
    [
      'long days that repeat',
      feed(...Array.from({ length: 2_000 }, () => allDay('20200101', '99991231', 'RRULE:FREQ=DAILY'))),
    ],
    [
      'one series with every replacement',
      feed(
        ...Array.from({ length: 9_000 }, () => allDay('20260101', undefined, 'UID:a')),
        ...Array.from({ length: 9_000 }, (_, n) =>
          allDay('20260101', undefined, 'UID:a', `RECURRENCE-ID;VALUE=DATE:${2000 + Math.trunc(n / 300)}0101`),
        ),
      ),
    ],
  ])('%s', { timeout: 20_000 }, (_, text) => {
    expect(refusal(() => read(text))).toBe('CALENDAR_INVALID')
  })

  it('and all the years there are can be asked for', () => {
    const text = feed(allDay('20000101', undefined, 'RRULE:FREQ=YEARLY'))
    expect(read(text, { years: [1, 9999], emptyYears: 'accept' }).holidays.length).toBe(8000)
  })
})

it(`L08 whatever the text, the answer is dates or a RedressError (fast-check seed 20261001)`, () => {
  const real = readFileSync(createRequire(import.meta.url).resolve('chinese-days/dist/years/2026.ics'), 'utf8')
  const bits = [
    'RRULE:FREQ=YEARLY',
    'EXDATE:',
    'DTSTART',
    ':',
    ';',
    '=',
    '"',
    '\r\n',
    ' ',
    'END:VEVENT',
    'BEGIN:',
    '20260230',
    ',',
    '\\',
  ]
  const splice = fc.record({
    at: fc.nat(real.length),
    cut: fc.nat(40),
    put: fc.oneof(fc.constantFrom(...bits), fc.string({ maxLength: 20 })),
  })
  let refused = 0
  fc.assert(
    fc.property(fc.array(splice, { minLength: 1, maxLength: 6 }), (splices) => {
      const text = splices.reduce((text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut), real)
      try {
        const { holidays, workdays } = read(text)
        for (const date of [...holidays, ...workdays]) expect(date).toMatch(/^2026-\d\d-\d\d$/)
      } catch (error) {
        if (!isRedressError(error)) throw error
        refused += 1
      }
    }),
    { seed: 20261001, numRuns: 1_000 },
  )
  expect(refused).toBeGreaterThan(100)
})

describe('fromICal refuses when it is asked', () => {
  const options = { timeZone: 'Asia/Shanghai', years: [2026, 2026] }
  it.each([
    ['without options', 'CALENDAR_INVALID', undefined],
    ['without a zone', 'CALENDAR_INVALID timeZone', { years: [2026, 2026] }],
    ['for an unknown zone', 'CALENDAR_INVALID timeZone', { ...options, timeZone: 'Asia/Beijing' }],
    ['without years', 'CALENDAR_INVALID years', { timeZone: 'UTC' }],
    ['for years in disorder', 'CALENDAR_INVALID years', { ...options, years: [2027, 2026] }],
    ['for the year 0', 'CALENDAR_INVALID years.0', { ...options, years: [0, 2026] }],
    ['with a kind instead of a function', 'CALENDAR_INVALID kindOf', { ...options, kindOf: 'holiday' }],
    ['with a misspelt option', 'CALENDAR_INVALID', { ...options, kindof: () => 'holiday' }],
    ['with no parser', 'CALENDAR_INVALID ical', { ...options, ical: {} }],
    ['with a parser that answers nonsense', 'CALENDAR_INVALID', { ...options, ical: { parse: () => 7 } }],
  ])('%s', (_, told, given) => {
    expect(refusal(() => fromICal(whole, given as ICalOptions))).toBe(told)
  })

  it('what kindOf throws is the host’s and passes through', () => {
    const kindOf = () => {
      throw new TypeError('host')
    }
    expect(() => read(whole, { kindOf })).toThrow(TypeError)
  })
})

it('the parser may be handed in', () => {
  expect(read(whole, { ical: ICAL }).holidays.length).toBe(7)
})

it('a refusal says where and repeats no text of the feed', () => {
  try {
    read(whole.replace('20261008', '20261001'))
    expect.unreachable()
  } catch (error) {
    if (!isRedressError(error, 'CALENDAR_INVALID')) throw error
    expect(error.message).toBe(
      "The calendar's source is invalid: events[0].dtend: is not after dtstart: the end of an all-day event is exclusive.",
    )
  }
})

it('a package that is not installed is named with what to do', () => {
  try {
    optionalPackage('no-such-package', 'no-such-package/data.json', 'chinaCalendar()')
    expect.unreachable()
  } catch (error) {
    if (!isRedressError(error, 'CONFIG_INVALID')) throw error
    expect(error.message).toBe(
      'chinaCalendar() needs the package no-such-package, which is not installed: npm install no-such-package.',
    )
    expect(error.details.issues[0]?.path).toBe('no-such-package')
    expect(error.cause).toBeInstanceOf(Error)
  }
})
