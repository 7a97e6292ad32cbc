import { extendPolicy } from 'redress'
import * as shipped from 'redress/policies'
import { describe, expect, it } from 'vitest'
import { render } from '../../src/core/render.ts'

const policies = [
  shipped.lenovo,
  shipped.simpleFlow,
  shipped.tietongFault,
  shipped.wellmanSupplier,
  shipped.employeeComplaintB,
]
const AT = Date.parse('2026-03-02T01:00:00Z')

describe.each(policies.map((policy) => [policy.id, policy] as const))('the texts of %s', (_, policy) => {
  const sent = (policy.definition.notifications ?? []).map(({ on, template }) => [template, on] as const)

  it.each(sent)('%s on %s has a text in both languages, with no variable left in it', (name, on) => {
    const template = policy.rules.templates.get(name)
    if (template === undefined) throw new Error('it has none')
    const params = {
      number: 'X-000001',
      openedAt: AT,
      rung: policy.rules.ladder.rungs[0] ?? '',
      category: 'service',
      ending: 'resolved',
      obligation: on.split(':')[1] ?? '',
      dueAt: AT,
      lateMs: 5_400_000,
    }
    const rendered = render(policy, template, { params, at: AT, said: 'Exchange it.' })
    if (!('content' in rendered)) throw new Error(`it lacks ${rendered.missing.join()}`)
    const { en, 'zh-CN': zh } = rendered.content
    for (const { subject, text, html } of [en, zh]) {
      expect(subject).toContain('X-000001')
      expect(text).not.toMatch(/[{}]|undefined/)
      expect(html.match(/<p>/g)).toHaveLength(text.split('\n\n').length)
    }
    expect(zh.subject + zh.text).toMatch(/[\u4e00-\u9fff]/)
    expect(en.subject + en.text).not.toMatch(/，|。/)
    if (on.startsWith('breached:')) expect(en.text).toContain('1 h 30 min')
  })
})

describe('standardTemplates', () => {
  it('serve a policy of one’s own, and may be replaced by name', () => {
    const both = (text: string) => ({ en: text, 'zh-CN': text })
    const own = extendPolicy(shipped.simpleFlow, {
      id: 'own',
      version: 1,
      correspondence: { contact: both('400-000-0000') },
      templates: { 'complaint-received': { subject: both('{number}'), text: both('Ours: {contact}') } },
    })
    expect(own.definition.templates?.['complaint-received']?.text.en).toBe('Ours: {contact}')
    expect(own.definition.templates?.['offer-made']).toBe(shipped.standardTemplates['offer-made'])
  })
})
