import { type ActorStamp, isSamePerson, type Person } from '../../domain/actor.ts'
import type { ComplaintState } from '../../domain/complaint.ts'
import { type Objection, objection } from './check.ts'

type Identified = Person | ActorStamp

/** Nobody the complaint is about handles, reviews or decides it (C-27, T-38). Any identity counts (L19). */
export const notAccused = (state: ComplaintState, who: Identified, what: string): Objection | undefined =>
  state.against.some((accused) => isSamePerson(accused, who))
    ? objection('conflictOfInterest', `The complaint is about '${who.id}', who therefore cannot ${what}.`)
    : undefined

/** Nobody decides on himself: whoever was found responsible does not deal with it (T-62). */
export const notResponsible = (state: ComplaintState, who: Identified, what: string): Objection | undefined =>
  state.accountability.responsible.some((one) => one.kind === 'person' && isSamePerson(one.person ?? one, who))
    ? objection('conflictOfInterest', `'${who.id}' was found responsible and therefore cannot ${what}.`)
    : undefined

/** Another person than those who did the work before (SF-10, L19). */
export const notSameAs = (
  others: readonly Identified[],
  who: Identified,
  what: string,
  whose: string,
): Objection | undefined =>
  others.some((other) => isSamePerson(other, who))
    ? objection('conflictOfInterest', `'${who.id}' ${whose} and therefore cannot ${what}; it takes another person.`)
    : undefined
