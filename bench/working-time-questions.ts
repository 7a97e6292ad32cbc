/** Working days of a question, by the length of its span. */
export const SPANS = { 'a day': 1, 'a month': 21, 'ten years': 2_520 } as const

/** dayjs and date-fns know no zone but the host's, so this is made the host's while they are measured. */
export const TIME_ZONE = 'Europe/Berlin'
export const OPENS = 9
export const CLOSES = 18
const WORKDAY_MINUTES = (CLOSES - OPENS) * 60

const FIRST_YEAR = 2016
/** The dates that are off in every state of Germany and always the same; of eleven years, so that ten fit in from any day on. */
export const HOLIDAYS: readonly string[] = Array.from({ length: 11 }, (_, i) =>
  ['01-01', '05-01', '10-03', '12-25', '12-26'].map((date) => `${FIRST_YEAR + i}-${date}`),
).flat()

/** So many full working days after an instant in working time: the same time of another working day. */
export interface Question {
  readonly from: number
  readonly days: number
  readonly minutes: number
  /** The answer, counted day by day. */
  readonly to: number
  /** The answer of a calendar that knows weekends and no holidays. */
  readonly toWithoutHolidays: number
}

/** Questions that begin all over a year; few where one contender takes a third of a second for each. */
export function questionsOver(days: number): readonly Question[] {
  const count = days > 1_000 ? 2 : 70
  return Array.from({ length: count }, (_, i) => {
    const start = new Date(FIRST_YEAR, 0, 4 + Math.floor((i * 350) / count), OPENS + (i % 9), 5 + 7 * (i % 8))
    while (!isWorkday(start)) start.setDate(start.getDate() + 1)
    return {
      from: start.getTime(),
      days,
      minutes: days * WORKDAY_MINUTES,
      to: workdaysLater(start, days, isWorkday),
      toWithoutHolidays: workdaysLater(start, days, isWeekday),
    }
  })
}

function workdaysLater(start: Date, days: number, counts: (day: Date) => boolean): number {
  const day = new Date(start)
  for (let left = days; left > 0; ) {
    day.setDate(day.getDate() + 1)
    if (counts(day)) left--
  }
  return day.getTime()
}

const isWeekday = (day: Date): boolean => day.getDay() !== 0 && day.getDay() !== 6

const isWorkday = (day: Date): boolean => {
  const [month, date] = [day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0'))
  return isWeekday(day) && !HOLIDAYS.includes(`${day.getFullYear()}-${month}-${date}`)
}
