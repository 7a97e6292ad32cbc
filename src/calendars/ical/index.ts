export { fromICal, type HolidayDates, type ICalOptions } from './from-ical.ts'
export type { ICalEvent, ICalKind } from './ical-event.ts'
export type { ICalLike } from './read-feed.ts'
