import { assign, setup } from 'xstate'
import type { Step } from '../complaint.ts'

/** A command of the complaint as an event: what was said, by whom and when. */
export interface ComplaintEvent {
  readonly type: Step['command']['type']
  readonly at: number
  readonly by: string
  readonly command: Step['command']
}

interface ComplaintContext {
  readonly id: string
  readonly openedAt: number
  readonly updatedAt: number
  /** The last word of each command. */
  readonly said: Readonly<Record<string, unknown>>
  readonly by: Readonly<Record<string, string>>
  readonly planned: number
  readonly completed: number
}

/**
 * The complaint of the benchmark as one would write it for XState alone: three regions, 19 states, a small context that
 * keeps what was said. It checks no permissions and no forms, reckons no working time, and knows one way to the end.
 */
export const complaintMachine = setup({
  types: {
    context: {} as ComplaintContext,
    events: {} as ComplaintEvent,
    input: {} as { readonly id: string; readonly at: number; readonly complaint: unknown },
  },
  actions: {
    keep: assign(({ context, event }) => ({
      updatedAt: event.at,
      said: { ...context.said, [event.type]: event.command },
      by: { ...context.by, [event.type]: event.by },
    })),
    countPlanned: assign({
      planned: ({ event }) => (event.command.type === 'plan' ? event.command.actions.length : 0),
    }),
    countCompleted: assign({ completed: ({ context }) => context.completed + 1 }),
  },
  guards: {
    isLastAction: ({ context }) => context.completed + 1 >= context.planned,
    isSatisfied: ({ event }) => event.command.type === 'callBack' && event.command.outcome === 'satisfied',
    isEffective: ({ event }) => event.command.type === 'verifyEffect' && event.command.effective,
  },
}).createMachine({
  id: 'complaint',
  context: ({ input }) => ({
    id: input.id,
    openedAt: input.at,
    updatedAt: input.at,
    said: { register: input.complaint },
    by: {},
    planned: 0,
    completed: 0,
  }),
  initial: 'open',
  states: {
    open: {
      type: 'parallel',
      on: { close: { target: 'closed', actions: 'keep' } },
      states: {
        customerInterface: {
          initial: 'unassigned',
          states: {
            unassigned: { on: { assign: { target: 'assigned', actions: 'keep' } } },
            assigned: { on: { contact: { target: 'handling', actions: 'keep' } } },
            handling: {
              on: {
                establish: { actions: 'keep' },
                file: { actions: 'keep' },
                propose: { target: 'offered', actions: 'keep' },
              },
            },
            offered: {
              on: {
                accept: { target: 'fulfilling', actions: 'keep' },
                decline: { target: 'handling', actions: 'keep' },
              },
            },
            fulfilling: { on: { fulfil: { target: 'verifying', actions: 'keep' } } },
            verifying: {
              on: {
                callBack: [
                  { guard: 'isSatisfied', target: 'settled', actions: 'keep' },
                  { target: 'handling', actions: 'keep' },
                ],
              },
            },
            settled: {},
          },
        },
        accountability: {
          initial: 'attributing',
          states: {
            attributing: { on: { attribute: { target: 'assessing', actions: 'keep' } } },
            assessing: { on: { assess: { target: 'deciding', actions: 'keep' } } },
            deciding: { on: { decide: { target: 'settled', actions: 'keep' } } },
            settled: {},
          },
        },
        improvement: {
          initial: 'analysing',
          states: {
            analysing: { on: { identifyCause: { target: 'planning', actions: 'keep' } } },
            planning: {
              on: {
                readAcross: { actions: 'keep' },
                plan: { target: 'implementing', actions: ['keep', 'countPlanned'] },
              },
            },
            implementing: {
              on: {
                completeAction: [
                  { guard: 'isLastAction', target: 'observing', actions: ['keep', 'countCompleted'] },
                  { actions: ['keep', 'countCompleted'] },
                ],
              },
            },
            observing: {
              on: {
                verifyEffect: [
                  { guard: 'isEffective', target: 'settled', actions: 'keep' },
                  { target: 'analysing', actions: 'keep' },
                ],
              },
            },
            settled: {},
          },
        },
      },
    },
    closed: { type: 'final' },
  },
})
