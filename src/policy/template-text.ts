import type { Label } from '../domain/language.ts'

/** Letters whose contents are prescribed. */
export type LetterKind = 'acknowledgement' | 'finalDecision'

/**
 * What is written to people, in both languages: plain text with `{variables}`, paragraphs parted by an empty line. A
 * paragraph whose variable has no value is left out, so what may be unknown stands in one of its own. Only what is always
 * known may stand in a subject.
 */
export interface TemplateText {
  readonly subject: Label
  readonly text: Label
  /** It must name {@link letterContents}, and does not go out while one of them has no value. */
  readonly letter?: LetterKind
}

/** What each kind of letter must say. */
export const letterContents = {
  acknowledgement: ['number', 'openedAt', 'contact'],
  finalDecision: ['number', 'ending', 'said', 'outsideRemedies'],
} as const satisfies Record<LetterKind, readonly TemplateVariable[]>

/**
 * Signals whose command has free text of the complainant's matter, and the field that holds it: the value of `{said}`.
 * What the company writes for itself alone is not among them.
 */
export const saidIn = {
  noted: 'text',
  promised: 'what',
  contacted: 'summary',
  established: 'comment',
  offered: 'comment',
  accepted: 'comment',
  declined: 'reason',
  fulfilled: 'summary',
  calledBack: 'comment',
  dissatisfied: 'comment',
  reviewed: 'comment',
  finalised: 'reason',
  rejected: 'reason',
  referred: 'reason',
  withdrawn: 'reason',
  merged: 'reason',
  disputed: 'reason',
  reopened: 'reason',
} as const satisfies Record<string, string>

type Always = 'number' | 'policy' | 'openedAt' | 'at' | 'rung'
/** From the policy's `correspondence`, which must have them. */
type Constant = 'contact' | 'outsideRemedies'
type Firing = 'warned' | 'breached' | 'reminded'

/**
 * The variables of a signal, by its name or by the part of it before the colon.
 *
 * - always: `number`, `policy` (its label), `openedAt`, `at` (when it happened), `rung`; if known `category` and, once
 *   level 1 has ended, `ending`;
 * - of deadlines: `obligation`, `dueAt`; of a breach `late`, how long ago it was due;
 * - of commands with free text: `said`;
 * - from the policy's `correspondence`: `contact`, `outsideRemedies`.
 */
export type VariableOf<Signal extends string> =
  | Always
  | Constant
  | 'category'
  | 'ending'
  | (Signal extends Firing | `${Firing}:${string}` ? 'obligation' | 'dueAt' : never)
  | (Signal extends 'breached' | `breached:${string}` ? 'late' : never)
  | (Signal extends keyof typeof saidIn ? 'said' : never)

/** Every variable that a template may name. */
export type TemplateVariable = VariableOf<keyof typeof saidIn | 'breached'>

type Unknown<Text extends string, Known extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name extends Known
    ? Unknown<Rest, Known>
    : Name
  : never

type Checked<Text extends string, Known extends string> = [Unknown<Text, Known>] extends [never]
  ? Text
  : `{${Unknown<Text, Known>}} is no variable of this signal`

/**
 * A template whose variables the compiler checks against a signal. Plain data of the same shape does as well: then
 * `definePolicy` checks them.
 *
 * @example
 * ```ts
 * template('breached', {
 *   subject: { en: '{number}: {obligation} is overdue', 'zh-CN': '{number}：{obligation}已超时' },
 *   text: { en: 'It was due {dueAt}, {late} ago.', 'zh-CN': '应于 {dueAt} 完成，已超时 {late}。' },
 * })
 * ```
 */
export function template<
  const Signal extends string,
  const SubjectEn extends string,
  const SubjectZh extends string,
  const TextEn extends string,
  const TextZh extends string,
>(
  _on: Signal,
  text: {
    readonly subject: {
      readonly en: Checked<SubjectEn, VariableOf<Signal>> & SubjectEn
      readonly 'zh-CN': Checked<SubjectZh, VariableOf<Signal>> & SubjectZh
    }
    readonly text: {
      readonly en: Checked<TextEn, VariableOf<Signal>> & TextEn
      readonly 'zh-CN': Checked<TextZh, VariableOf<Signal>> & TextZh
    }
    readonly letter?: LetterKind
  },
): TemplateText {
  return text
}
