import type { z } from 'zod'
import type { PersonalMark } from '../domain/personal.ts'
import type { SignalName } from '../domain/signals.ts'

/**
 * What a policy teaches the compiler: its names and the shapes of its facts and forms. Carried by
 * {@link Policy} as a phantom and read back by `submit`, `send`, `explain` and the view.
 */
export interface PolicyTypes {
  id: string
  role: string
  category: string
  severity: string
  urgency: string
  rung: string
  obligation: string
  pauseReason: string
  /** Facts as a caller writes them. */
  factsInput: object
  /** Facts as predicates and views see them: without personal fields. */
  facts: object
  /** Form name → data as a caller writes it. */
  forms: object
}

type Shape = Readonly<Record<string, z.core.$ZodType>>
/** Whether a schema is marked, or an optional, nullable or defaulted one of it. */
type IsPersonal<S> = keyof PersonalMark extends keyof S
  ? true
  : S extends { readonly _zod: { readonly def: { readonly innerType: infer Inner } } }
    ? IsPersonal<Inner>
    : false
type PublicShape<S extends Shape> = { [K in keyof S as IsPersonal<S[K]> extends true ? never : K]: S[K] }

/** Facts without those marked as personal. */
export type PublicFacts<Facts extends z.ZodObject> = z.output<z.ZodObject<PublicShape<Facts['shape']>, z.core.$strip>>

/** Names of forms, as strings. */
export type FormName<T extends PolicyTypes> = keyof T['forms'] & string

/** The signals of a policy. */
export type SignalOf<T extends PolicyTypes> = SignalName<T['rung'], FormName<T>, T['obligation']>
