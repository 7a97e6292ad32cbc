/**
 * FROZEN. Never changed, not even mended: every ratio that was ever published is a ratio to this machine.
 *
 * A plain XState v5 machine as a user would write one for a repair order: 25 states in two regions, guards, assigns, a
 * small context, no actor, no delay. It stands for what a decision costs when XState and nothing else makes it.
 */
import { assign, createActor, setup } from 'xstate'

interface RepairOrder {
  readonly id: string
  readonly customer: string
  readonly lines: readonly { readonly part: string; readonly amountMinor: number }[]
  readonly totalMinor: number
  readonly paidMinor: number
  readonly failures: number
  readonly reminders: number
  readonly updatedAt: number
}

type RepairEvent =
  | { readonly type: 'diagnose'; readonly at: number }
  | { readonly type: 'quote'; readonly at: number; readonly part: string; readonly amountMinor: number }
  | { readonly type: 'approve'; readonly at: number }
  | { readonly type: 'decline'; readonly at: number }
  | { readonly type: 'partsArrive'; readonly at: number }
  | { readonly type: 'fail'; readonly at: number }
  | { readonly type: 'pass'; readonly at: number }
  | { readonly type: 'pack'; readonly at: number }
  | { readonly type: 'ship'; readonly at: number }
  | { readonly type: 'deliver'; readonly at: number }
  | { readonly type: 'askDeposit'; readonly at: number }
  | { readonly type: 'pay'; readonly at: number; readonly amountMinor: number }
  | { readonly type: 'invoice'; readonly at: number }
  | { readonly type: 'send'; readonly at: number }
  | { readonly type: 'remind'; readonly at: number }
  | { readonly type: 'dispute'; readonly at: number }
  | { readonly type: 'settle'; readonly at: number }
  | { readonly type: 'refund'; readonly at: number }

/** The frozen reference. */
export const referenceMachine = setup({
  types: {
    context: {} as RepairOrder,
    events: {} as RepairEvent,
    input: {} as { readonly id: string; readonly customer: string },
  },
  actions: {
    touch: assign({ updatedAt: ({ event }) => event.at }),
    addLine: assign(({ context, event }) =>
      event.type === 'quote'
        ? {
            lines: [...context.lines, { part: event.part, amountMinor: event.amountMinor }],
            totalMinor: context.totalMinor + event.amountMinor,
          }
        : {},
    ),
    addPayment: assign(({ context, event }) =>
      event.type === 'pay' ? { paidMinor: context.paidMinor + event.amountMinor } : {},
    ),
    countFailure: assign({ failures: ({ context }) => context.failures + 1 }),
    countReminder: assign({ reminders: ({ context }) => context.reminders + 1 }),
  },
  guards: {
    mayFailAgain: ({ context }) => context.failures < 3,
    isCheap: ({ context }) => context.totalMinor < 5_000,
    isCovered: ({ context }) => context.paidMinor >= context.totalMinor,
    mayRemind: ({ context }) => context.reminders < 2,
  },
}).createMachine({
  id: 'repairOrder',
  context: ({ input }) => ({
    id: input.id,
    customer: input.customer,
    lines: [],
    totalMinor: 0,
    paidMinor: 0,
    failures: 0,
    reminders: 0,
    updatedAt: 0,
  }),
  type: 'parallel',
  states: {
    work: {
      initial: 'intake',
      states: {
        intake: {
          initial: 'received',
          on: { decline: { target: 'declined', actions: 'touch' } },
          states: {
            received: { on: { diagnose: { target: 'diagnosing', actions: 'touch' } } },
            diagnosing: { on: { quote: { target: 'quoted', actions: ['touch', 'addLine'] } } },
            quoted: {
              on: {
                quote: { actions: ['touch', 'addLine'] },
                approve: { target: '#repair', actions: 'touch' },
              },
            },
          },
        },
        declined: { on: { pack: { target: 'dispatch', actions: 'touch' } } },
        repair: {
          id: 'repair',
          initial: 'ordering',
          on: {
            fail: [
              { guard: 'mayFailAgain', target: '.repairing', actions: ['touch', 'countFailure'] },
              { target: 'declined', actions: 'touch' },
            ],
          },
          states: {
            ordering: {
              always: { guard: 'isCheap', target: 'repairing' },
              on: { partsArrive: { target: 'repairing', actions: 'touch' } },
            },
            repairing: { on: { pass: { target: 'testing', actions: 'touch' } } },
            testing: { on: { pass: { target: '#dispatch', actions: 'touch' } } },
          },
        },
        dispatch: {
          id: 'dispatch',
          initial: 'packing',
          states: {
            packing: { on: { ship: { target: 'shipped', actions: 'touch' } } },
            shipped: { on: { deliver: { target: 'delivered', actions: 'touch' } } },
            delivered: {},
          },
        },
      },
    },
    account: {
      initial: 'open',
      states: {
        open: {
          on: {
            askDeposit: { target: 'deposit', actions: 'touch' },
            invoice: { target: 'billing', actions: 'touch' },
          },
        },
        deposit: {
          initial: 'due',
          states: {
            due: { on: { pay: { target: 'paid', actions: ['touch', 'addPayment'] } } },
            paid: { on: { invoice: { target: '#billing', actions: 'touch' } } },
          },
        },
        billing: {
          id: 'billing',
          initial: 'invoicing',
          on: {
            pay: { target: '.crediting', actions: ['touch', 'addPayment'] },
            dispute: { target: 'disputed', actions: 'touch' },
          },
          states: {
            invoicing: { on: { send: { target: 'invoiced', actions: 'touch' } } },
            invoiced: { on: { remind: { target: 'reminded', actions: ['touch', 'countReminder'] } } },
            reminded: { on: { remind: { guard: 'mayRemind', actions: ['touch', 'countReminder'] } } },
            crediting: { always: [{ guard: 'isCovered', target: '#settled' }, { target: 'partlyPaid' }] },
            partlyPaid: { on: { remind: { target: 'reminded', actions: ['touch', 'countReminder'] } } },
          },
        },
        disputed: {
          on: {
            settle: { target: 'billing', actions: 'touch' },
            refund: { target: 'settled', actions: 'touch' },
          },
        },
        settled: { id: 'settled' },
      },
    },
  },
})

/** The events of one repair order, each of which moves the machine. */
const events: readonly RepairEvent[] = [
  { type: 'diagnose', at: 1_772_413_200_000 },
  { type: 'quote', at: 1_772_413_260_000, part: 'drive', amountMinor: 12_000 },
  { type: 'quote', at: 1_772_413_320_000, part: 'cable', amountMinor: 900 },
  { type: 'askDeposit', at: 1_772_413_380_000 },
  { type: 'approve', at: 1_772_413_440_000 },
  { type: 'pay', at: 1_772_413_500_000, amountMinor: 3_000 },
  { type: 'partsArrive', at: 1_772_413_620_000 },
  { type: 'pass', at: 1_772_413_740_000 },
  { type: 'fail', at: 1_772_413_800_000 },
  { type: 'invoice', at: 1_772_413_860_000 },
  { type: 'pass', at: 1_772_413_920_000 },
  { type: 'pass', at: 1_772_413_980_000 },
  { type: 'send', at: 1_772_414_040_000 },
  { type: 'ship', at: 1_772_414_100_000 },
  { type: 'remind', at: 1_772_414_160_000 },
  { type: 'deliver', at: 1_772_414_220_000 },
  { type: 'pay', at: 1_772_414_280_000, amountMinor: 9_900 },
]

type ReferenceSnapshot = ReturnType<typeof referenceMachine.getInitialSnapshot>

const actor = createActor(referenceMachine, { input: { id: '', customer: '' } })
const nothing = (): void => {}
/** One scope for all transitions, which nothing ever comes of. */
const scope: Parameters<typeof referenceMachine.transition>[2] = {
  self: actor,
  id: '',
  sessionId: '',
  logger: nothing,
  defer: nothing,
  emit: nothing,
  stopChild: nothing,
  actionExecutor: nothing,
  system: actor.system,
}

/** XState's fast transition: without the actor that `transition()` makes each time. */
export const referenceTransition = (snapshot: ReferenceSnapshot, event: RepairEvent): ReferenceSnapshot =>
  referenceMachine.transition(snapshot, event, scope)

/** Makes the JSON text of a snapshot live again. */
export const referenceRestore = (text: string): ReferenceSnapshot =>
  referenceMachine.restoreSnapshot(JSON.parse(text), scope)

/** Each event of one repair order with the snapshot that it meets, live and as JSON text. */
export const referenceCases: readonly {
  readonly snapshot: ReferenceSnapshot
  readonly text: string
  readonly event: RepairEvent
}[] = (() => {
  let snapshot = referenceMachine.getInitialSnapshot(scope, { id: 'order-000001', customer: 'customer-4711' })
  return events.map((event) => {
    const before = snapshot
    snapshot = referenceTransition(before, event)
    if (snapshot === before) throw new Error(`'${event.type}' does not move the reference machine`)
    return { snapshot: before, text: JSON.stringify(referenceMachine.getPersistedSnapshot(before)), event }
  })
})()
