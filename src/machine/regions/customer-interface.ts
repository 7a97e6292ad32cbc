import type { ComplaintSetup } from '../setup.ts'

const LEVEL = 'customerInterface'

/** The region of level 1 (客户界面): from nobody's complaint to a complainant who has been heard out. */
export const customerInterface = (s: ComplaintSetup) =>
  s.createStateConfig({
    initial: 'entering',
    on: {
      contact: { guard: { type: 'isOpen', params: { level: LEVEL } }, actions: 'apply' },
      establish: { guard: { type: 'isOpen', params: { level: LEVEL } }, actions: 'apply' },
      reject: { guard: 'mayEnd', target: '.awaitingApproval', actions: 'apply' },
      refer: { guard: 'mayEnd', target: '.awaitingApproval', actions: 'apply' },
      finalise: { guard: 'mayFinalise', target: '.awaitingApproval', actions: 'apply' },
      withdraw: { guard: { type: 'isOpen', params: { level: LEVEL } }, target: '.settled', actions: 'apply' },
      merge: { guard: { type: 'isOpen', params: { level: LEVEL } }, target: '.settled', actions: 'apply' },
    },
    states: {
      entering: {
        always: [
          { guard: { type: 'isSettled', params: { level: LEVEL } }, target: 'settled' },
          { guard: 'hasOwner', target: 'assigned', actions: { type: 'open', params: { level: LEVEL } } },
          { target: 'unassigned', actions: { type: 'open', params: { level: LEVEL } } },
        ],
      },
      unassigned: {
        always: [
          { guard: { type: 'did', params: { level: LEVEL, steps: ['settledAtContact'] } }, target: 'settled' },
          { guard: 'hasOwner', target: 'assigned' },
        ],
        on: { transfer: { actions: 'apply' } },
      },
      assigned: {
        always: [
          { guard: { type: 'did', params: { level: LEVEL, steps: ['settledAtContact'] } }, target: 'settled' },
          { guard: 'hasNoOwner', target: 'unassigned' },
          { guard: { type: 'did', params: { level: LEVEL, steps: ['contacted'] } }, target: 'handling' },
        ],
        on: { transfer: { actions: 'apply' } },
      },
      handling: {
        always: [
          { guard: { type: 'did', params: { level: LEVEL, steps: ['settledAtContact'] } }, target: 'settled' },
          { guard: 'hasNoOwner', target: 'unassigned' },
        ],
        on: {
          transfer: { actions: 'apply' },
          propose: {
            guard: { type: 'didNot', params: { level: LEVEL, steps: ['reviewsUsedUp'] } },
            target: 'awaitingApproval',
            actions: 'apply',
          },
          fulfil: {
            guard: { type: 'didNot', params: { level: LEVEL, steps: ['reviewsUsedUp'] } },
            target: 'verifying',
            actions: 'apply',
          },
        },
      },
      awaitingApproval: {
        always: [
          { guard: 'hasEnding', target: 'settled' },
          { guard: 'offerNeedsNoAcceptance', target: 'fulfilling' },
          { guard: 'offerStands', target: 'offered' },
          // Disapproved: it goes on where it stood. Which state that was follows from what was done (no history state).
          { guard: { type: 'isDecidedAfter', params: { steps: ['fulfilled'] } }, target: 'verifying' },
          { guard: { type: 'isDecidedAfter', params: { steps: ['reviewAwaited'] } }, target: 'reviewing' },
          { guard: { type: 'isDecidedAfter', params: { steps: ['accepted'] } }, target: 'fulfilling' },
          { guard: 'isDecided', target: 'assigned' },
        ],
      },
      offered: {
        on: {
          accept: { target: 'fulfilling', actions: 'apply' },
          decline: { target: 'handling', actions: 'apply' },
        },
      },
      fulfilling: {
        on: { fulfil: { target: 'verifying', actions: 'apply' } },
      },
      verifying: {
        on: { callBack: { actions: 'apply' } },
        always: [
          { guard: { type: 'did', params: { level: LEVEL, steps: ['verified'] } }, target: 'settled' },
          { guard: { type: 'did', params: { level: LEVEL, steps: ['reviewAwaited'] } }, target: 'reviewing' },
          { guard: { type: 'didNot', params: { level: LEVEL, steps: ['fulfilled'] } }, target: 'handling' },
        ],
      },
      reviewing: {
        on: { review: { target: 'handling', actions: 'apply' } },
      },
      settled: {
        entry: { type: 'settle', params: { level: LEVEL } },
        on: { dispute: { target: 'entering', actions: 'apply' } },
      },
    },
  })
