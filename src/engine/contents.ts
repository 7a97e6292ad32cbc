import { escapeHtml, render } from '../core/render.ts'
import type { Content, Language } from '../domain/language.ts'
import type { DigestItem } from '../domain/record.ts'
import { RedressError } from '../errors.ts'
import type { Policy } from '../policy/policy.ts'
import { saidIn } from '../policy/template-text.ts'
import type { Store } from '../stores/contract.ts'
import { fieldsOf } from './personal-view.ts'
import type { Registry } from './registry.ts'
import { subjectOf } from './seal.ts'

type Texts = Readonly<Record<Language, Content>>

/** What a message is about, by itself or as part of a digest. */
export type Subject = Omit<DigestItem, 'key'>

/**
 * The texts of what is told, by the policy that wrote it, made when it goes out: so what was erased meanwhile is not told.
 *
 * @returns `undefined` where the policy leaves the texts to the channel
 * @throws {RedressError} LETTER_INCOMPLETE; POLICY_UNKNOWN when that version is not registered any more
 */
export async function contentsOf(
  subject: Subject,
  { registry, store }: { readonly registry: Registry; readonly store: Pick<Store, 'personal'> },
): Promise<Texts | undefined> {
  const { template: name, params, at } = subject
  const policy = policyOf(params, registry)
  const template = policy?.rules.templates.get(name)
  if (policy === undefined || template === undefined) return undefined
  const said = template.variables.has('said') ? await saidBy(subject, store) : undefined
  const rendered = render(policy, template, { params, at, said })
  if ('content' in rendered) return rendered.content
  throw new RedressError(
    'LETTER_INCOMPLETE',
    `The letter '${name}' must say ${rendered.missing.join(', ')}, and there is nothing to say. It does not go out; complete the complaint or the policy's correspondence and redeliver.`,
    { template: name, missing: rendered.missing },
  )
}

/** The texts of a digest, when each of its items has some. */
export function digestContents(items: readonly { readonly content?: Texts }[]): Texts | undefined {
  const contents = items.flatMap(({ content }) => content ?? [])
  if (contents.length < items.length) return undefined
  const together = (language: Language, subject: string): Content => {
    const each = contents.map((content) => content[language])
    return {
      subject,
      text: each.map((one) => `${one.subject}\n\n${one.text}`).join('\n\n---\n\n'),
      html: each.map((one) => `<h2>${escapeHtml(one.subject)}</h2>\n${one.html}`).join('\n'),
    }
  }
  return { en: together('en', `${items.length} messages`), 'zh-CN': together('zh-CN', `${items.length} 条通知`) }
}

/** The policy that a message was written under; `undefined` where it is none of this desk's. */
export function policyOf(params: Subject['params'], registry: Registry): Policy | undefined {
  const { policy: id, policyVersion: version } = params
  if (typeof id !== 'string') return undefined
  // Messages of before templates name no version; their texts are those of today.
  return typeof version === 'number' ? registry.of({ id, version }) : registry.latest.find((one) => one.id === id)
}

async function saidBy(
  { record, seq, params: { signal } }: Subject,
  store: Pick<Store, 'personal'>,
): Promise<string | undefined> {
  const field = typeof signal === 'string' && isSaying(signal) ? saidIn[signal] : undefined
  if (field === undefined) return undefined
  // Not what the company keeps to itself.
  const own = subjectOf('record', record, undefined)
  const rows = await store.personal([record])
  const [said] = rows
    .filter((row) => row.seq === seq && row.subject !== own)
    .flatMap((row) => fieldsOf(row)[field] ?? [])
  return typeof said === 'string' ? said : undefined
}

const isSaying = (signal: string): signal is keyof typeof saidIn => Object.hasOwn(saidIn, signal)
