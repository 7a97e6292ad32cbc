import type { ComplaintSetup } from '../setup.ts'

const LEVEL = 'accountability'

/** The region of level 2 (责任): who or what was responsible, of what nature it was, how it is dealt with. */
export const accountability = (s: ComplaintSetup) =>
  s.createStateConfig({
    initial: 'entering',
    always: { guard: { type: 'isNoLongerRequired', params: { level: LEVEL } }, target: '.waived' },
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
            target: 'attributing',
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
