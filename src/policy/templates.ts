import type { Language } from '../domain/language.ts'
import type { NotificationRule, PolicyDefinition } from './definition.ts'
import type { Issues } from './issues.ts'
import { type LetterKind, letterContents, saidIn, type TemplateText } from './template-text.ts'
import type { PolicyTypes } from './types.ts'

/** A piece of a text: words, or a variable. */
export type Part = string | { readonly variable: string }

/** A template taken to pieces. */
export interface Template {
  readonly letter: LetterKind | undefined
  readonly texts: Readonly<
    Record<Language, { readonly subject: readonly Part[]; readonly text: readonly (readonly Part[])[] }>
  >
  readonly variables: ReadonlySet<string>
}

const LANGUAGES: readonly Language[] = ['en', 'zh-CN']
const ALWAYS = ['number', 'policy', 'openedAt', 'at'] as const
const CONSTANTS = ['contact', 'outsideRemedies'] as const
const SOMETIMES = ['category', 'ending', 'rung'] as const

/** Takes the templates to pieces and holds each against the signals that it is sent on. */
export function compileTemplates(definition: PolicyDefinition, issues: Issues): ReadonlyMap<string, Template> {
  const constants = [
    ...CONSTANTS.filter((name) => definition.correspondence?.[name] !== undefined),
    ...((definition.ladder?.length ?? 0) > 0 ? ['rung'] : []),
  ]
  const compiled = new Map<string, Template>()
  for (const [name, text] of Object.entries(definition.templates ?? {})) {
    const at = `templates.${name}`
    const template = compile(text)
    compiled.set(name, template)
    const rules = (definition.notifications ?? []).filter((rule) => rule.template === name)
    const sentOn = rules.map(({ on }) => on)
    if (text.letter !== undefined && rules.some(({ digest }) => digest === true)) {
      issues.add(at, 'is a letter, and a letter goes out for itself and not in a digest')
    }
    for (const signal of sentOn) checkAgainst(signal, template, at, constants, issues)
    if (sentOn.length > 0) checkLetter(text, at, issues)
  }
  return compiled
}

function compile({ subject, text, letter }: TemplateText): Template {
  const of = (language: Language) => ({
    subject: partsOf(subject[language]),
    text: text[language].split(/\n\s*\n/).map((paragraph) => partsOf(paragraph.trim())),
  })
  const texts = { en: of('en'), 'zh-CN': of('zh-CN') }
  const all = LANGUAGES.flatMap((language) => [texts[language].subject, ...texts[language].text]).flat()
  return { letter, texts, variables: new Set(all.flatMap((part) => (typeof part === 'string' ? [] : [part.variable]))) }
}

const partsOf = (text: string): readonly Part[] =>
  text
    .split(/(\{[^{}]*\})/)
    .filter((piece) => piece !== '')
    .map((piece) => (piece.startsWith('{') && piece.endsWith('}') ? { variable: piece.slice(1, -1) } : piece))

function checkAgainst(
  signal: NotificationRule<PolicyTypes>['on'],
  { texts, variables }: Template,
  at: string,
  constants: readonly string[],
  issues: Issues,
): void {
  const certain = [...ALWAYS, ...constants, ...firingVariables(signal)]
  const known = [...certain, ...SOMETIMES, ...(signal in saidIn ? ['said'] : [])]
  for (const variable of variables) {
    if (known.includes(variable)) continue
    const why = CONSTANTS.some((name) => name === variable)
      ? `is not in the policy's correspondence`
      : `is no variable of '${signal}'; known: ${known.join(', ')}`
    issues.add(at, `{${variable}} ${why}`)
  }
  for (const language of LANGUAGES) {
    for (const part of texts[language].subject) {
      if (typeof part === 'string' || certain.includes(part.variable) || !known.includes(part.variable)) continue
      issues.add(
        `${at}.subject.${language}`,
        `{${part.variable}} may have no value on '${signal}'; put it into the text`,
      )
    }
  }
}

const firingVariables = (signal: string): readonly string[] => {
  if (!/^(warned|breached|reminded):/.test(signal)) return []
  return signal.startsWith('breached:') ? ['obligation', 'dueAt', 'late'] : ['obligation', 'dueAt']
}

function checkLetter({ letter, text }: TemplateText, at: string, issues: Issues): void {
  if (letter === undefined) return
  for (const variable of letterContents[letter]) {
    for (const language of LANGUAGES) {
      if (!text[language].includes(`{${variable}}`)) {
        issues.add(`${at}.text.${language}`, `a letter of the kind ${letter} must say {${variable}}`)
      }
    }
  }
}
