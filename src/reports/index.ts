export { happened, type Language, levelLabels } from './labels.ts'
export { type TimelineLine, type TimelineOptions, timeline, timelineLine } from './timeline.ts'
