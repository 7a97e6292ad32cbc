import type { ComplaintSetup } from '../setup.ts'

/** The region of the pace: whether the complaint rests. Pauses are intervals in the data; the states follow them. */
export const pace = (s: ComplaintSetup) =>
  s.createStateConfig({
    initial: 'running',
    on: {
      suspend: { actions: 'apply' },
      resume: { guard: 'mayResume', actions: 'apply' },
      extend: { guard: 'hasClocks', actions: 'apply' },
    },
    states: {
      running: { always: { guard: 'isPaused', target: 'suspended' } },
      suspended: { always: { guard: 'isNotPaused', target: 'running' } },
    },
  })
