import { definePolicy, type TemplateText } from 'redress'
import { describe, expect, it } from 'vitest'
import { failure } from '../../fixtures/failure.ts'

const base = {
  id: 'letters',
  version: 1,
  effectiveFrom: '2026-01-01',
  timeZone: 'Asia/Shanghai',
  roles: ['clerk'],
  permissions: { register: ['clerk'], contact: ['clerk'], finalise: ['clerk'] },
  see: { clerk: 'all' },
  obligations: [{ id: 'call', opens: 'registered', meets: 'contacted', within: { hours: 4 } }],
} as const

const both = (text: string): TemplateText['text'] => ({ en: text, 'zh-CN': text })

/** What is wrong with a template that is sent on a signal, as a caller from JavaScript would be told. */
const issuesOf = async (on: 'registered' | 'finalised' | 'breached:call' | 'warned:call', text: TemplateText) => {
  const error = await failure(async () =>
    definePolicy({
      ...base,
      notifications: [{ on, to: { role: 'clerk' }, channel: 'staff', template: 'it' }],
      templates: { it: text },
    }),
  )
  return 'issues' in error.details ? error.details.issues : []
}

describe('templates of a policy', () => {
  it('are refused with a variable that their signal does not have', async () => {
    const text = { subject: both('{number}'), text: both('Due {dueAt}.') }
    expect(await issuesOf('registered', text)).toEqual([
      {
        path: 'templates.it',
        message: expect.stringContaining("{dueAt} is no variable of 'registered'; known: number"),
      },
    ])
    expect(await issuesOf('warned:call', { ...text, text: both('{dueAt} {late}') })).toMatchObject([
      { message: expect.stringContaining('{late} is no variable') },
    ])
    expect(await issuesOf('registered', { ...text, text: both('{nmber} {}') })).toMatchObject([
      { message: expect.stringContaining('{nmber}') },
      { message: expect.stringContaining('{}') },
    ])
  })

  it('have in their subjects only what is always known', async () => {
    expect(await issuesOf('registered', { subject: both('{category}'), text: both('x') })).toMatchObject([
      { path: 'templates.it.subject.en', message: expect.stringContaining('may have no value') },
      { path: 'templates.it.subject.zh-CN' },
    ])
  })

  it('are in both languages, and a subject is one line', async () => {
    const broken: object = { subject: { en: 'x' }, text: { en: ' ', 'zh-CN': 'x' } }
    const paths = async (template: object) =>
      (await issuesOf('registered', Object.assign({ subject: both('x'), text: both('x') }, template))).map(
        ({ path }) => path,
      )
    expect(await paths(broken)).toEqual(['templates.it.subject.zh-CN', 'templates.it.text.en'])
    expect(await paths({ subject: both('x\nBcc: all') })).toEqual([
      'templates.it.subject.en',
      'templates.it.subject.zh-CN',
    ])
  })

  it('that are letters must say what such a letter says, out of a correspondence that is there', async () => {
    const letter = {
      letter: 'finalDecision',
      subject: both('{number}'),
      text: both('{number} {ending} {said}'),
    } as const
    expect(await issuesOf('finalised', letter)).toMatchObject([
      { path: 'templates.it.text.en', message: expect.stringContaining('{outsideRemedies}') },
      { path: 'templates.it.text.zh-CN' },
    ])
    const whole = { ...letter, text: both('{number} {ending} {said} {outsideRemedies}') }
    expect(await issuesOf('finalised', whole)).toEqual([
      { path: 'templates.it', message: "{outsideRemedies} is not in the policy's correspondence" },
    ])
  })

  it('that no notification sends may wait for one', () => {
    const idle = { subject: both('{dueAt}'), text: both('{outsideRemedies}'), letter: 'acknowledgement' } as const
    expect(definePolicy({ ...base, templates: { idle } }).rules.templates.get('idle')?.letter).toBe('acknowledgement')
  })
})
