import type { ComplaintSetup } from '../setup.ts'

const LEVEL = 'improvement'

/** The region of level 3 (改进): the root cause, the places that share it, measures in force whose effect is checked. */
export const improvement = (s: ComplaintSetup) =>
  s.createStateConfig({
    initial: 'entering',
    always: { guard: { type: 'isNoLongerRequired', params: { level: LEVEL } }, target: '.waived' },
    on: {
      contain: { guard: { type: 'isOpen', params: { level: LEVEL } }, actions: 'apply' },
    },
    states: {
      entering: {
        always: [
          { guard: { type: 'isSettled', params: { level: LEVEL } }, target: 'settled' },
          { guard: { type: 'isWaived', params: { level: LEVEL } }, target: 'waived' },
          { target: 'waiting' },
        ],
      },
      waiting: {
        always: [
          { guard: { type: 'mayBeWaived', params: { level: LEVEL } }, target: 'waived' },
          {
            guard: { type: 'mayOpen', params: { level: LEVEL } },
            target: 'analysing',
            actions: { type: 'open', params: { level: LEVEL } },
          },
        ],
      },
      waived: {
        entry: { type: 'waive', params: { level: LEVEL } },
        always: {
          guard: { type: 'isRequired', params: { level: LEVEL } },
          target: 'waiting',
          actions: { type: 'demand', params: { level: LEVEL } },
        },
      },
      analysing: {
        on: {
          identifyCause: { actions: 'apply' },
          readAcross: {
            guard: { type: 'did', params: { level: LEVEL, steps: ['causeIdentified'] } },
            actions: 'apply',
          },
        },
        always: [
          {
            guard: { type: 'did', params: { level: LEVEL, steps: ['analysed', 'needsMeasures'] } },
            target: 'planning',
          },
          { guard: { type: 'did', params: { level: LEVEL, steps: ['analysed'] } }, target: 'settled' },
        ],
      },
      planning: {
        on: { plan: { target: 'implementing', actions: 'apply' } },
      },
      implementing: {
        on: {
          plan: { actions: 'apply' },
          completeAction: { actions: 'apply' },
        },
        always: { guard: 'allActionsDone', target: 'observing' },
      },
      observing: {
        on: {
          verifyEffect: [
            { guard: 'isEffective', target: 'settled', actions: 'apply' },
            { target: 'analysing', actions: 'apply' },
          ],
        },
      },
      settled: {
        entry: { type: 'settle', params: { level: LEVEL } },
      },
    },
  })
