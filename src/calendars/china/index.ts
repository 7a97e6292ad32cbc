export type { Weekday } from '../../time/calendar.ts'
export { type ChinaCalendarOptions, chinaCalendar } from './china-calendar.ts'
export type { ChineseDays } from './chinese-days.ts'
