import type { Content, Language } from '../domain/language.ts'
import type { Ending } from '../domain/level.ts'
import type { MessageContent } from '../domain/record.ts'
import type { Label } from '../policy/definition.ts'
import type { Policy } from '../policy/policy.ts'
import { letterContents } from '../policy/template-text.ts'
import type { Part, Template } from '../policy/templates.ts'
import { Wording } from './wording.ts'

type Params = Extract<MessageContent, { kind: 'delivery' }>['params']

/** What a template is filled with. */
export interface Filling {
  readonly params: Params
  /** Instant of the decision. */
  readonly at: number
  /** Free text of the command that is told of; absent when it has none, or when it was erased. */
  readonly said?: string | undefined
}

/** The texts of a message, or what a letter would have to say and cannot. */
export type Rendered =
  | { readonly content: Readonly<Record<Language, Content>> }
  | { readonly missing: readonly string[] }

/** Fills a template of a policy, in both languages and in the policy's zone. */
export function render(policy: Policy, template: Template, filling: Filling): Rendered {
  const inLanguage = (language: Language) =>
    valuesOf(policy, filling, new Wording(language, policy.definition.timeZone))
  const values = { en: inLanguage('en'), 'zh-CN': inLanguage('zh-CN') }
  const required: readonly string[] = template.letter === undefined ? [] : letterContents[template.letter]
  const missing = required.filter((name) => isBlank(values.en[name]) || isBlank(values['zh-CN'][name]))
  if (missing.length > 0) return { missing }
  const contentIn = (language: Language): Content => {
    const { subject, text } = template.texts[language]
    const filled = text.flatMap((paragraph) => fill(paragraph, values[language]) ?? [])
    return {
      subject: oneLine(fill(subject, values[language]) ?? ''),
      text: filled.join('\n\n'),
      html: filled.map((paragraph) => `<p>${escapeHtml(paragraph).replaceAll('\n', '<br>')}</p>`).join('\n'),
    }
  }
  return { content: { en: contentIn('en'), 'zh-CN': contentIn('zh-CN') } }
}

// Nobody is told seconds; a due instant is never told later than it is.
const toTheMinute = (at: number): Date => new Date(Math.floor(at / 60_000) * 60_000)

const isBlank = (value: string | undefined): boolean => value === undefined || value.trim() === ''

function valuesOf(policy: Policy, { params, at, said }: Filling, wording: Wording): Record<string, string | undefined> {
  const { definition } = policy
  const say = (label: Label | undefined): string | undefined => label && wording.say(label)
  const text = (name: string): string | undefined => {
    const value = params[name]
    return typeof value === 'string' ? value : undefined
  }
  const instant = (name: string): string | undefined => {
    const value = params[name]
    return typeof value === 'number' ? wording.instant(toTheMinute(value), name === 'dueAt') : undefined
  }
  const named = (name: string, among: readonly { readonly id: string; readonly label?: Label }[] = []) => {
    const id = text(name)
    return say(among.find((one) => one.id === id)?.label) ?? id
  }
  const late = params['lateMs']
  const ending = text('ending')
  return {
    number: text('number'),
    policy: say(definition.label) ?? definition.id,
    openedAt: instant('openedAt'),
    at: wording.instant(toTheMinute(at), false),
    rung: named('rung', definition.ladder),
    category: text('category'),
    obligation: named('obligation', definition.obligations),
    dueAt: instant('dueAt'),
    late: typeof late === 'number' ? wording.time(Math.max(late - (late % 60_000), 60_000)) : undefined,
    ending: ending !== undefined && isEnding(ending) ? wording.say(endings[ending]) : undefined,
    said,
    contact: say(definition.correspondence?.contact),
    outsideRemedies: say(definition.correspondence?.outsideRemedies),
  }
}

const endings: Readonly<Record<Ending, Label>> = {
  resolved: { en: 'resolved', 'zh-CN': '已解决' },
  unresolved: { en: 'ended without agreement', 'zh-CN': '未达成一致' },
  rejected: { en: 'not admitted', 'zh-CN': '不予受理' },
  referred: { en: 'referred to another body', 'zh-CN': '已转交其他机构' },
  withdrawn: { en: 'withdrawn', 'zh-CN': '已撤回' },
  merged: { en: 'merged with another complaint', 'zh-CN': '已并入另一投诉' },
}
const isEnding = (name: string): name is Ending => Object.hasOwn(endings, name)

/** `undefined` when one of its variables has no value. */
function fill(parts: readonly Part[], values: Readonly<Record<string, string | undefined>>): string | undefined {
  let text = ''
  for (const part of parts) {
    const value = typeof part === 'string' ? part : values[part.variable]
    if (value === undefined) return undefined
    text += value
  }
  return text
}

const oneLine = (text: string): string => text.replaceAll(/[\r\n\u2028\u2029]+/g, ' ')

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter)
