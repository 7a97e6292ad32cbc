import { maySee, type Sees, seesComplainant } from '../core/visibility.ts'
import type { ActorStamp } from '../domain/actor.ts'
import type { Head } from './records.ts'
import { subjectOf } from './seal.ts'

/** What a reader may see of one record. */
export interface Sight {
  readonly by: ActorStamp
  readonly sees: Sees
  /** Whether he may know who complains. */
  readonly knowsComplainant: boolean
  /** Mark of the personal rows that are the company's own. */
  readonly recordSubject: string
}

/** A reader's sight of a record; `undefined`: he must not even know that it exists. */
export function sightOf({ live, policy }: Head, by: ActorStamp): Sight | undefined {
  const sees = maySee(policy, live, by)
  if (sees === undefined) return undefined
  const knowsComplainant = seesComplainant(policy, live, by)
  return { by, sees, knowsComplainant, recordSubject: subjectOf('record', live.key, undefined) }
}
