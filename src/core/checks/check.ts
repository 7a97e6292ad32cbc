import type { ActorStamp } from '../../domain/actor.ts'
import type { CommandOf, CommandType } from '../../domain/commands.ts'
import type { ComplaintState } from '../../domain/complaint.ts'
import type { RefusalReason } from '../../errors.ts'
import type { ComplaintSnapshot } from '../../machine/complaint-machine.ts'
import type { Policy } from '../../policy/policy.ts'
import type { Envelope } from '../decision.ts'

/** Why a command may not take effect although the machine would take it. */
export interface Objection {
  readonly reason: RefusalReason
  readonly message: string
  readonly missing?: readonly string[]
}

/** What a check looks at. */
export interface Checked {
  readonly policy: Policy
  readonly snapshot: ComplaintSnapshot
  readonly state: ComplaintState
  readonly by: ActorStamp
  readonly envelope: Envelope
  /** When the act happened, as far as was said. */
  readonly instant: number
}

/** A pure question to the case; `undefined`: nothing against it. */
export type Check<Type extends CommandType> = (checked: Checked, command: CommandOf<Type>) => Objection | undefined

/** The checks of some commands. */
export type Checks<Type extends CommandType> = { readonly [T in Type]?: Check<T> }

export const objection = (reason: RefusalReason, message: string, missing?: readonly string[]): Objection => ({
  reason,
  message,
  ...(missing !== undefined && { missing }),
})

/** The first of some objections. */
export const first = (...objections: readonly (Objection | undefined)[]): Objection | undefined =>
  objections.find((one) => one !== undefined)

/** That something named in a command exists. */
export const mustExist = (what: string, id: string, exists: boolean): Objection | undefined =>
  exists ? undefined : objection('notFound', `The complaint has no ${what} '${id}'.`)

/** That all of some allegations exist. */
export const allegationsExist = (state: ComplaintState, ids: readonly string[] | undefined): Objection | undefined =>
  first(
    ...(ids ?? []).map((id) =>
      mustExist(
        'allegation',
        id,
        state.allegations.some((one) => one.id === id),
      ),
    ),
  )
