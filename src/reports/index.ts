export { type ExplanationTextOptions, explanationText } from '../core/explanation-text.ts'
export type { Language } from '../core/wording.ts'
export { happened, levelLabels, refusalLabels } from './labels.ts'
export { type TimelineLine, type TimelineOptions, timeline, timelineLine } from './timeline.ts'
