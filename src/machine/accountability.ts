import { given } from '../domain/json.ts'
import type { Reducers } from './reducer.ts'
import type { ComplaintSetup } from './setup.ts'

const LEVEL = 'accountability'

/** The region of level 2 (责任): who or what was responsible, of what nature it was, how it is dealt with. */
export const accountability = (s: ComplaintSetup) =>
  s.createStateConfig({
    initial: 'entering',
    always: { guard: { type: 'isNotRequired', params: { level: LEVEL } }, target: '.waived' },
    states: {
      entering: {
        always: [
          { guard: { type: 'isSettled', params: { level: LEVEL } }, target: 'settled' },
          { guard: { type: 'isWaived', params: { level: LEVEL } }, target: 'waived' },
          { target: 'waiting' },
        ],
      },
      waiting: {
        always: {
          guard: { type: 'mayOpen', params: { level: LEVEL } },
          target: 'attributing',
          actions: { type: 'open', params: { level: LEVEL } },
        },
      },
      waived: {
        entry: { type: 'waive', params: { level: LEVEL } },
        always: {
          guard: { type: 'isRequired', params: { level: LEVEL } },
          target: 'waiting',
          actions: { type: 'demand', params: { level: LEVEL } },
        },
      },
      attributing: {
        on: { attribute: { target: 'assessing', actions: 'apply' } },
      },
      assessing: {
        on: { assess: { target: 'deciding', actions: 'apply' } },
      },
      deciding: {
        on: {
          decide: { target: 'settled', actions: 'apply' },
          contest: { target: 'contested', actions: 'apply' },
        },
      },
      contested: {
        on: {
          rule: [
            { guard: 'clearsAccused', target: 'settled', actions: 'apply' },
            { target: 'deciding', actions: 'apply' },
          ],
        },
      },
      settled: {
        entry: { type: 'settle', params: { level: LEVEL } },
      },
    },
  })

export const accountabilityReducers: Reducers<'attribute' | 'assess' | 'decide' | 'contest' | 'rule'> = {
  attribute(step, { responsible }) {
    step.set({
      accountability: {
        responsible: responsible.map(({ kind, id, first }) => ({
          kind,
          id,
          ...given({ first, person: kind === 'person' ? step.person(id) : undefined }),
        })),
      },
    })
    step.signal('attributed')
  },
  assess(step, { nature }) {
    step.set({ accountability: { ...step.state.accountability, nature } })
    step.signal('assessed')
  },
  decide(step, { measures }) {
    step.set({
      accountability: {
        ...step.state.accountability,
        measures: measures.map(({ kind, subject, rule }) => ({ kind, subject, ...given({ rule }) })),
      },
    })
    step.signal('decided')
  },
  contest(step) {
    step.signal('contested')
  },
  rule(step, { outcome }) {
    if (outcome === 'upheld') step.set({ accountability: { ...step.state.accountability, measures: [] } })
    step.signal('ruled')
  },
}
