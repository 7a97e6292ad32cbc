import { assign, cancel, raise, setup } from 'xstate'
import { system } from '../domain/actor.ts'
import type { Command } from '../domain/commands.ts'
import type { ComplaintContext, ComplaintState, ObligationClock, Turn } from '../domain/complaint.ts'
import { type Level, levels } from '../domain/level.ts'
import type { Policy } from '../policy/policy.ts'
import { recomputeClocks } from './clocks.ts'
import { type Recorded, recallClocks } from './recall.ts'
import { reduce } from './reduce.ts'
import { Step } from './step.ts'
import { isPausedAt, wakeAtOf, walkClocks } from './walk.ts'

/** A command with its turn, or one of the library's own events. */
export type ComplaintEvent =
  | (Command & { readonly turn: Turn })
  /** Time has passed. `recorded`: what clocks are known to have said then, instead of asking them. */
  | { readonly type: 'wake'; readonly turn: Turn; readonly recorded?: Recorded }
  /** These clocks take the place of those with their ids, since the rules have changed. */
  | { readonly type: 'recompute'; readonly turn: Turn; readonly clocks: readonly ObligationClock[] }

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

const stepOf = (
  policy: Policy,
  context: ComplaintContext,
  change: (step: Step) => void,
  turn?: Turn,
): ComplaintContext => {
  const step = new Step(policy, context, turn)
  change(step)
  return step.finish()
}

/** When a plain actor has to look at the time again. */
const alarmAt = (policy: Policy, complaint: ComplaintState): number | undefined => {
  const wakeAt = wakeAtOf(policy, complaint)
  return wakeAt === undefined ? undefined : Math.min(wakeAt, complaint.at + LONGEST_ALARM_MS)
}

/**
 * What the regions are made of: the data, the events, and the few actions and guards that they name. Guards read the
 * context and never ask a policy; what a policy says is worked out when the context is made.
 */
export const complaintSetup = (policy: Policy) =>
  setup({
    types: {
      context: {} as ComplaintContext,
      events: {} as ComplaintEvent,
      input: {} as ComplaintInput,
    },
    actions: {
      /** What the command changes in the data. */
      apply: assign(({ context, event }) =>
        event.type === 'wake' || event.type === 'recompute'
          ? {}
          : stepOf(policy, context, (step) => reduce(step, event), event.turn),
      ),
      recompute: assign(({ context, event }) =>
        event.type === 'recompute'
          ? stepOf(policy, context, (step) => recomputeClocks(step, event.clocks), event.turn)
          : {},
      ),
      /** What clocks say until the turn's instant. A restored actor's alarm is lost, so whoever is woken sets it again. */
      walk: assign(({ context, event }) => {
        const recorded = event.type === 'wake' ? event.recorded : undefined
        const walk = recorded === undefined ? walkClocks : (step: Step) => recallClocks(step, recorded)
        const next = stepOf(policy, context, walk, event.turn)
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
      arm: assign(({ context: { complaint } }) => ({ live: { armedFor: alarmAt(policy, complaint) } })),
      disarm: cancel('wake'),
      alarm: raise(
        ({ context: { complaint, live } }) => {
          const at = live?.armedFor ?? complaint.at
          return { type: 'wake' as const, turn: { at, receivedAt: at, by: system } }
        },
        {
          id: 'wake',
          delay: ({ context: { complaint, live } }) => Math.max(0, (live?.armedFor ?? complaint.at) - complaint.at),
        },
      ),
    },
    guards: {
      isSettled: ({ context: { complaint } }, { level }: { level: Level }) =>
        complaint.levels[level].status === 'settled',
      isWaived: ({ context: { complaint } }, { level }: { level: Level }) =>
        complaint.levels[level].status === 'waived',
      isOpen: ({ context: { complaint } }, { level }: { level: Level }) => complaint.levels[level].status === 'open',
      isRequired: ({ context: { complaint } }, { level }: { level: Level }) => complaint.levels[level].required,
      isNoLongerRequired: ({ context: { complaint } }, { level }: { level: Level }) =>
        !complaint.levels[level].required && complaint.levels[level].status === 'open',
      mayOpen: ({ context: { complaint } }, { level }: { level: FurtherLevel }) =>
        complaint.levels[level].required && hasItsTurn(policy, complaint, level),
      /** A level that is not asked for is waived when its turn has come: until then the case may still change. */
      mayBeWaived: ({ context: { complaint } }, { level }: { level: FurtherLevel }) =>
        !complaint.levels[level].required && hasItsTurn(policy, complaint, level),
      /** Whether all these steps were done in the level's present cycle. */
      did: ({ context: { complaint } }, { level, steps }: { level: Level; steps: readonly string[] }) =>
        steps.every((step) => complaint.levels[level].steps[step] !== undefined),
      didNot: ({ context: { complaint } }, { level, steps }: { level: Level; steps: readonly string[] }) =>
        steps.every((step) => complaint.levels[level].steps[step] === undefined),
      hasOwner: ({ context: { complaint } }) => hasOwner(complaint),
      hasNoOwner: ({ context: { complaint } }) => !hasOwner(complaint),
      mayEnd: ({ context: { complaint } }) =>
        complaint.levels.customerInterface.status === 'open' && !isAwaitingApproval(complaint),
      mayFinalise: ({ context: { complaint } }) =>
        complaint.levels.customerInterface.status === 'open' &&
        !isAwaitingApproval(complaint) &&
        complaint.levels.customerInterface.steps['contacted'] !== undefined,
      awaitsApproval: ({ context: { complaint } }) => isAwaitingApproval(complaint),
      hasEnding: ({ context: { complaint } }) => complaint.ending !== undefined && !isAwaitingApproval(complaint),
      offerNeedsNoAcceptance: ({ context: { complaint } }) =>
        !isAwaitingApproval(complaint) && openOffer(complaint)?.acceptance === 'notNeeded',
      offerStands: ({ context: { complaint } }) =>
        !isAwaitingApproval(complaint) && openOffer(complaint)?.acceptance === 'awaited',
      isDecided: ({ context: { complaint } }) => !isAwaitingApproval(complaint),
      isDecidedAfter: ({ context: { complaint } }, { steps }: { steps: readonly string[] }) =>
        !isAwaitingApproval(complaint) &&
        steps.every((step) => complaint.levels.customerInterface.steps[step] !== undefined),
      isEffective: ({ event }) => event.type === 'verifyEffect' && event.effective,
      clearsAccused: ({ event }) => event.type === 'rule' && event.outcome === 'upheld',
      allActionsDone: ({ context: { complaint } }) => {
        const { cycle } = complaint.levels.improvement
        return complaint.improvement.actions.every(
          (action) => action.cycle !== cycle || action.completedAt !== undefined,
        )
      },
      isOnRung: ({ context: { complaint } }, { rung }: { rung: number }) => complaint.rung === rung,
      isNotOnRung: ({ context: { complaint } }, { rung }: { rung: number }) => complaint.rung !== rung,
      mayClimb: ({ context: { complaint } }) => complaint.rung < policy.rules.ladder.rungs.length - 1,
      isPaused: ({ context: { complaint } }) => isPaused(complaint),
      isNotPaused: ({ context: { complaint } }) => !isPaused(complaint),
      // By when it was said, where that is known: a pause that ran out since then was still there to be ended.
      mayResume: ({ context: { complaint }, event }) => {
        const turn: Turn | undefined = event.turn
        const at = turn?.occurredAt ?? turn?.receivedAt ?? complaint.at
        return complaint.pauses.some((pause) => (pause.until ?? Number.POSITIVE_INFINITY) > at)
      },
      hasClocks: ({ context: { complaint } }) => complaint.clocks.some((clock) => clock.ended === undefined),
      isClosable: ({ context: { complaint } }) => complaint.closable,
      closesByItself: ({ context: { complaint } }) => complaint.closable && policy.rules.levels.closing === 'automatic',
      alarmIsStale: ({ context: { complaint, live } }) =>
        live !== undefined && isStale(live.armedFor, alarmAt(policy, complaint)),
      alarmIsOver: ({ context: { complaint, live } }) =>
        live?.armedFor !== undefined && alarmAt(policy, complaint) === undefined,
    },
  })

const isStale = (armedFor: number | undefined, at: number | undefined): boolean => at !== undefined && at !== armedFor

type FurtherLevel = Exclude<Level, 'customerInterface'>

/**
 * Whether a level's turn has come: by the signal that the policy names, at the latest when every level before is
 * settled or waived, since a signal that was skipped (a withdrawal before any contact) will never come.
 */
function hasItsTurn(policy: Policy, complaint: ComplaintState, level: FurtherLevel): boolean {
  const signal = policy.rules.levels.opensOn(level)
  if (signal !== undefined && complaint.signals[signal] !== undefined) return true
  return levels
    .slice(0, levels.indexOf(level))
    .every((before) => ['settled', 'waived'].includes(complaint.levels[before].status))
}

const hasOwner = (complaint: ComplaintState): boolean =>
  complaint.ownership.some((part) => part.part === 'owner' && part.to === undefined)
const isAwaitingApproval = (complaint: ComplaintState): boolean =>
  complaint.approvals.some((approval) => approval.state === 'open')
const openOffer = (complaint: ComplaintState) => complaint.offers.find((offer) => offer.state === 'open')
const isPaused = ({ pauses, at }: ComplaintState): boolean => isPausedAt(pauses, at)

export type ComplaintSetup = ReturnType<typeof complaintSetup>
export type StateConfig = Parameters<ComplaintSetup['createStateConfig']>[0]
