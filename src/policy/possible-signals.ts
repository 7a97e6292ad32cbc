import type { PermittedType } from '../domain/commands.ts'
import { isPlainSignal, type PlainSignal } from '../domain/signals.ts'
import type { PolicyDefinition } from './definition.ts'

/** Commands that raise a signal; any of them will do. Signals that come about otherwise are not here. */
const RAISED_BY: { readonly [Signal in PlainSignal]?: readonly PermittedType[] } = {
  classified: ['classify'],
  noted: ['note'],
  assigned: ['assign'],
  handedOver: ['handOver'],
  transferred: ['transfer'],
  contacted: ['contact'],
  promised: ['promise'],
  promiseKept: ['contact'],
  promiseRenewed: ['promise'],
  established: ['establish'],
  offered: ['propose'],
  accepted: ['accept'],
  declined: ['decline'],
  fulfilled: ['fulfil'],
  calledBack: ['callBack'],
  verified: ['callBack'],
  dissatisfied: ['callBack'],
  reviewed: ['review'],
  finalised: ['finalise'],
  rejected: ['reject'],
  referred: ['refer'],
  withdrawn: ['withdraw'],
  merged: ['merge'],
  disputed: ['dispute'],
  approvalRequested: ['propose', 'reject', 'refer', 'finalise'],
  approved: ['approve'],
  disapproved: ['disapprove'],
  suspended: ['suspend'],
  resumed: ['resume'],
  extended: ['extend'],
  attributed: ['attribute'],
  assessed: ['assess'],
  decided: ['decide'],
  contested: ['contest'],
  ruled: ['rule'],
  contained: ['contain'],
  causeIdentified: ['identifyCause'],
  readAcross: ['readAcross'],
  planned: ['plan'],
  actionCompleted: ['completeAction'],
  implemented: ['completeAction'],
  effective: ['verifyEffect'],
  ineffective: ['verifyEffect'],
  reopened: ['reopen'],
  archived: ['archive'],
}

/**
 * Which signals can happen under a policy at all: what only commands raise that nobody may send never does, nor does a
 * level that is never asked for, nor the breach of a duty without a number. Says yes where it cannot know.
 */
export function possibleSignals(definition: PolicyDefinition): (signal: string) => boolean {
  const maySomebody = (types: readonly PermittedType[]): boolean =>
    types.some((type) => (definition.permissions[type]?.length ?? 0) > 0)
  const { obligations = [], ladder = [], levels = {} } = definition
  const isClimbed = (): boolean =>
    maySomebody(['escalate']) ||
    obligations.some((one) => one.onBreach?.escalate !== undefined) ||
    levels.customerInterface?.reviews?.includes('nextRung') === true
  return (signal) => {
    if (isPlainSignal(signal)) {
      const sources = RAISED_BY[signal]
      if (sources !== undefined) return maySomebody(sources)
      return signal !== 'escalated' || (ladder.length > 1 && isClimbed())
    }
    const [what, of = ''] = signal.split(':')
    const obligation = obligations.find((one) => one.id === of)
    switch (what) {
      case 'opened':
      case 'settled':
        return (of !== 'accountability' && of !== 'improvement') || (levels[of]?.required ?? false) !== false
      case 'waived':
        return of !== 'customerInterface'
      case 'escalated':
        return ladder.findIndex((rung) => rung.id === of) > 0 && isClimbed()
      case 'filed':
        return maySomebody(['file'])
      case 'breached':
        return obligation?.unmeasured !== true
      case 'warned':
        return obligation?.unmeasured !== true && (obligation?.warnings?.length ?? 0) > 0
      case 'reminded':
        return obligation?.unmeasured !== true && obligation?.reminders !== undefined
      default:
        return true
    }
  }
}
