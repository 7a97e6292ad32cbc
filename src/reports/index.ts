export { happened, type Language, levelLabels, refusalLabels } from './labels.ts'
export { type TimelineLine, type TimelineOptions, timeline, timelineLine } from './timeline.ts'
