import { addBusinessDays } from 'date-fns/addBusinessDays'
import { differenceInBusinessDays } from 'date-fns/differenceInBusinessDays'
import dayjs from 'dayjs'
import businessTime from 'dayjs-business-time'
import { calendar } from '../src/time/calendar.ts'
import { addWorkingTime, workingTimeBetween } from '../src/time/working-time.ts'
import { computation } from './computation.ts'
import type { Computation, Subject } from './subject.ts'
import { CLOSES, HOLIDAYS, OPENS, type Question, questionsOver, TIME_ZONE } from './working-time-questions.ts'

/** Reckons over spans of so many working days; run for about so many milliseconds. */
export type Reckoning = Subject<[ms: number, days: number]>

const clockTime = (hour: number): string => `${String(hour).padStart(2, '0')}:00`
const hours = [`${clockTime(OPENS)}-${clockTime(CLOSES)}`]
const office = calendar({
  timeZone: TIME_ZONE,
  week: { mon: hours, tue: hours, wed: hours, thu: hours, fri: hours },
  holidays: HOLIDAYS,
})

dayjs.extend(businessTime)
const segments = [{ start: `${clockTime(OPENS)}:00`, end: `${clockTime(CLOSES)}:00` }]
dayjs.setBusinessTime({
  sunday: null,
  monday: segments,
  tuesday: segments,
  wednesday: segments,
  thursday: segments,
  friday: segments,
  saturday: null,
})
dayjs.setHolidays([...HOLIDAYS])

/** How a question is put to somebody, what he answers, and what he should answer. */
interface Contestant {
  ask(question: Question): number
  expected(question: Question): number
}

const to = (question: Question): number => question.to
const minutes = (question: Question): number => question.minutes

/** When so much working time is over, and how much of it lies between two instants; instants go in and come out. */
const contestants = {
  addWorkingTime: {
    ask: ({ from, minutes }) => addWorkingTime(from, { minutes }, office),
    expected: to,
  },
  dayjsAdd: {
    ask: ({ from, minutes }) => dayjs(from).addBusinessMinutes(minutes).valueOf(),
    expected: to,
  },
  // Knows whole days and weekends, neither hours nor holidays: right only where none lies in between.
  dateFnsAdd: {
    ask: ({ from, days }) => addBusinessDays(from, days).getTime(),
    expected: ({ toWithoutHolidays }) => toWithoutHolidays,
  },
  workingTimeBetween: {
    ask: ({ from, to }) => workingTimeBetween(from, to, office) / 60_000,
    expected: minutes,
  },
  dayjsBetween: {
    ask: ({ from, to }) => dayjs(from).businessMinutesDiff(dayjs(to)),
    expected: minutes,
  },
  dateFnsBetween: {
    ask: ({ from, toWithoutHolidays }) => differenceInBusinessDays(toWithoutHolidays, from),
    expected: ({ days }) => days,
  },
} satisfies Readonly<Record<string, Contestant>>

export type ContestantName = keyof typeof contestants

/** Measures one of them, once its answers were found right. */
export function reckoning(name: ContestantName): Reckoning {
  const { ask, expected }: Contestant = contestants[name]
  const bySpan = new Map<number, Computation>()
  return {
    run(ms, days) {
      let one = bySpan.get(days)
      if (one === undefined) {
        const questions = questionsOver(days)
        for (const question of questions) {
          const [answer, right] = [ask(question), expected(question)]
          if (answer !== right) throw new Error(`${name} over ${days} days answers ${answer} instead of ${right}`)
        }
        one = computation(questions, ask)
        bySpan.set(days, one)
      }
      return one.run(ms)
    },
  }
}
