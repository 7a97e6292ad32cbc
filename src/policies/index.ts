export { type LenovoSettings, lenovo, lenovoWith } from './lenovo.ts'
export { type SimpleFlowSettings, simpleFlow, simpleFlowWith } from './simple-flow.ts'
