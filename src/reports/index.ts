export { happened, type Language, levelLabels } from './labels.ts'
export { type TimelineOptions, timeline, timelineEntry } from './timeline.ts'
