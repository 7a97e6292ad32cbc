import { assign, cancel, raise, setup } from 'xstate'
import { system } from '../domain/actor.ts'
import type { Command } from '../domain/commands.ts'
import type { ComplaintState, Turn } from '../domain/complaint.ts'
import { type Level, levels } from '../domain/level.ts'
import type { Policy } from '../policy/policy.ts'
import { reduce } from './reduce.ts'
import { Step } from './step.ts'
import { isPausedAt, wakeAtOf, walkClocks } from './walk.ts'

/** A command with its turn, or the passing of time. */
export type ComplaintEvent = (Command & { readonly turn: Turn }) | { readonly type: 'wake'; readonly turn: Turn }

/** What a complaint starts from. */
export interface ComplaintInput {
  readonly id: string
  /** The number that people say on the phone. */
  readonly number: string
  /** A plain actor that wakes itself; the engine has a worker for that. @defaultValue false */
  readonly live?: boolean
}

// A host's timer holds 31 bits of milliseconds; an alarm for later goes off early and is set again (L02).
const LONGEST_ALARM_MS = 2 ** 31 - 1

/** A step's outcome as `assign` wants it: that lays it over the context, so what the step removed must be named. */
const stepOf = (policy: Policy, context: ComplaintState, change: (step: Step) => void, turn?: Turn): ComplaintState => {
  const step = new Step(policy, context, turn)
  change(step)
  const next = step.finish()
  for (const name in context) if (!(name in next)) Reflect.set(next, name, undefined)
  return next
}

/** When a plain actor has to look at the time again. */
const alarmAt = (policy: Policy, context: ComplaintState): number | undefined => {
  const wakeAt = wakeAtOf(policy, context)
  return wakeAt === undefined ? undefined : Math.min(wakeAt, context.at + LONGEST_ALARM_MS)
}

/**
 * What the regions are made of: the data, the events, and the few actions and guards that they name. Guards read the
 * context and never ask a policy; what a policy says is worked out when the context is made.
 */
export const complaintSetup = (policy: Policy) =>
  setup({
    types: {
      context: {} as ComplaintState,
      events: {} as ComplaintEvent,
      input: {} as ComplaintInput,
    },
    actions: {
      /** What the command changes in the data. */
      apply: assign(({ context, event }) =>
        event.type === 'wake' ? {} : stepOf(policy, context, (step) => reduce(step, event), event.turn),
      ),
      /** What clocks say until the turn's instant. A restored actor's alarm is lost, so whoever is woken sets it again. */
      walk: assign(({ context, event }) => {
        const next = stepOf(policy, context, walkClocks, event.turn)
        return context.live === undefined ? next : { ...next, live: {} }
      }),
      open: assign(({ context }, { level }: { level: Level }) =>
        stepOf(policy, context, (step) => step.openLevel(level)),
      ),
      settle: assign(({ context }, { level }: { level: Level }) =>
        stepOf(policy, context, (step) => step.settleLevel(level)),
      ),
      waive: assign(({ context }, { level }: { level: Level }) =>
        stepOf(policy, context, (step) => step.waiveLevel(level)),
      ),
      demand: assign(({ context }, { level }: { level: Level }) =>
        stepOf(policy, context, (step) => step.setLevel(level, { status: 'waiting' })),
      ),
      close: assign(({ context }) => stepOf(policy, context, (step) => step.close())),
      arm: assign(({ context }) => ({ live: { armedFor: alarmAt(policy, context) } })),
      disarm: cancel('wake'),
      alarm: raise(
        ({ context }) => {
          const at = context.live?.armedFor ?? context.at
          return { type: 'wake' as const, turn: { at, receivedAt: at, by: system } }
        },
        { id: 'wake', delay: ({ context }) => Math.max(0, (context.live?.armedFor ?? context.at) - context.at) },
      ),
    },
    guards: {
      isSettled: ({ context }, { level }: { level: Level }) => context.levels[level].status === 'settled',
      isWaived: ({ context }, { level }: { level: Level }) => context.levels[level].status === 'waived',
      isOpen: ({ context }, { level }: { level: Level }) => context.levels[level].status === 'open',
      isRequired: ({ context }, { level }: { level: Level }) => context.levels[level].required,
      isNoLongerRequired: ({ context }, { level }: { level: Level }) =>
        !context.levels[level].required && context.levels[level].status === 'open',
      mayOpen: ({ context }, { level }: { level: FurtherLevel }) =>
        context.levels[level].required && hasItsTurn(policy, context, level),
      /** A level that is not asked for is waived when its turn has come: until then the case may still change. */
      mayBeWaived: ({ context }, { level }: { level: FurtherLevel }) =>
        !context.levels[level].required && hasItsTurn(policy, context, level),
      /** Whether all these steps were done in the level's present cycle. */
      did: ({ context }, { level, steps }: { level: Level; steps: readonly string[] }) =>
        steps.every((step) => context.levels[level].steps[step] !== undefined),
      didNot: ({ context }, { level, steps }: { level: Level; steps: readonly string[] }) =>
        steps.every((step) => context.levels[level].steps[step] === undefined),
      hasOwner: ({ context }) => hasOwner(context),
      hasNoOwner: ({ context }) => !hasOwner(context),
      mayEnd: ({ context }) => context.levels.customerInterface.status === 'open' && !isAwaitingApproval(context),
      mayFinalise: ({ context }) =>
        context.levels.customerInterface.status === 'open' &&
        !isAwaitingApproval(context) &&
        context.levels.customerInterface.steps['contacted'] !== undefined,
      awaitsApproval: ({ context }) => isAwaitingApproval(context),
      hasEnding: ({ context }) => context.ending !== undefined && !isAwaitingApproval(context),
      offerNeedsNoAcceptance: ({ context }) =>
        !isAwaitingApproval(context) && openOffer(context)?.acceptance === 'notNeeded',
      offerStands: ({ context }) => !isAwaitingApproval(context) && openOffer(context)?.acceptance === 'awaited',
      isDecided: ({ context }) => !isAwaitingApproval(context),
      isDecidedAfter: ({ context }, { steps }: { steps: readonly string[] }) =>
        !isAwaitingApproval(context) &&
        steps.every((step) => context.levels.customerInterface.steps[step] !== undefined),
      isEffective: ({ event }) => event.type === 'verifyEffect' && event.effective,
      clearsAccused: ({ event }) => event.type === 'rule' && event.outcome === 'upheld',
      allActionsDone: ({ context }) => {
        const { cycle } = context.levels.improvement
        return context.improvement.actions.every((action) => action.cycle !== cycle || action.completedAt !== undefined)
      },
      isOnRung: ({ context }, { rung }: { rung: number }) => context.rung === rung,
      isNotOnRung: ({ context }, { rung }: { rung: number }) => context.rung !== rung,
      mayClimb: ({ context }) => context.rung < policy.rules.ladder.rungs.length - 1,
      isPaused: ({ context }) => isPaused(context),
      isNotPaused: ({ context }) => !isPaused(context),
      // By when it was said, where that is known: a pause that ran out since then was still there to be ended.
      mayResume: ({ context, event }) => {
        const turn: Turn | undefined = event.turn
        const at = turn?.occurredAt ?? turn?.receivedAt ?? context.at
        return context.pauses.some((pause) => (pause.until ?? Number.POSITIVE_INFINITY) > at)
      },
      hasClocks: ({ context }) => context.clocks.some((clock) => clock.ended === undefined),
      isClosable: ({ context }) => context.closable,
      closesByItself: ({ context }) => context.closable && policy.rules.levels.closing === 'automatic',
      alarmIsStale: ({ context }) =>
        context.live !== undefined && isStale(context.live.armedFor, alarmAt(policy, context)),
      alarmIsOver: ({ context }) => context.live?.armedFor !== undefined && alarmAt(policy, context) === undefined,
    },
  })

const isStale = (armedFor: number | undefined, at: number | undefined): boolean => at !== undefined && at !== armedFor

type FurtherLevel = Exclude<Level, 'customerInterface'>

/**
 * Whether a level's turn has come: by the signal that the policy names, at the latest when every level before is
 * settled or waived, since a signal that was skipped (a withdrawal before any contact) will never come.
 */
function hasItsTurn(policy: Policy, context: ComplaintState, level: FurtherLevel): boolean {
  const signal = policy.rules.levels.opensOn(level)
  if (signal !== undefined && context.signals[signal] !== undefined) return true
  return levels
    .slice(0, levels.indexOf(level))
    .every((before) => ['settled', 'waived'].includes(context.levels[before].status))
}

const hasOwner = (context: ComplaintState): boolean =>
  context.ownership.some((part) => part.part === 'owner' && part.to === undefined)
const isAwaitingApproval = (context: ComplaintState): boolean =>
  context.approvals.some((approval) => approval.state === 'open')
const openOffer = (context: ComplaintState) => context.offers.find((offer) => offer.state === 'open')
const isPaused = ({ pauses, at }: ComplaintState): boolean => isPausedAt(pauses, at)

export type ComplaintSetup = ReturnType<typeof complaintSetup>
export type StateConfig = Parameters<ComplaintSetup['createStateConfig']>[0]
