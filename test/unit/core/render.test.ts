import { definePolicy } from 'redress'
import { describe, expect, it } from 'vitest'
import { render } from '../../../src/core/render.ts'

const both = (text: string) => ({ en: text, 'zh-CN': text })
const policy = definePolicy({
  id: 'letters',
  version: 1,
  effectiveFrom: '2026-01-01',
  timeZone: 'Asia/Shanghai',
  label: { en: 'Complaints', 'zh-CN': '投诉' },
  roles: ['clerk'],
  permissions: { register: ['clerk'], contact: ['clerk'], finalise: ['clerk'] },
  see: { clerk: 'all' },
  ladder: [{ id: 'desk', role: 'clerk', label: { en: 'the desk', 'zh-CN': '前台' } }],
  obligations: [
    {
      id: 'call',
      label: { en: 'first call', 'zh-CN': '首次联系' },
      opens: 'registered',
      meets: 'contacted',
      within: { hours: 4 },
    },
  ],
  correspondence: { outsideRemedies: { en: 'the ombudsman', 'zh-CN': '监察员' } },
  notifications: [
    { on: 'breached:call', to: 'rung', channel: 'staff', template: 'late' },
    { on: 'finalised', to: 'complainant', channel: 'mail', template: 'decision' },
  ],
  templates: {
    late: {
      subject: { en: '{policy} {number}: {obligation}', 'zh-CN': '{policy} {number}：{obligation}' },
      text: {
        en: 'Due {dueAt},\n{late} late.\n\nCategory {category}.\n\nWith {rung}.',
        'zh-CN': '应于 {dueAt} 完成，超时 {late}。\n\n{category}\n\n{rung}',
      },
    },
    decision: {
      letter: 'finalDecision',
      subject: both('{number}'),
      text: both('{number}\n\n{ending}\n\n{said}\n\n{outsideRemedies}'),
    },
  },
})

const fill = (name: string, params: Record<string, string | number>, said?: string) => {
  const template = policy.rules.templates.get(name)
  if (template === undefined) throw new Error(`no template ${name}`)
  return render(policy, template, { params, at: Date.parse('2026-03-02T10:00:00Z'), said })
}
const late = {
  number: 'L-1',
  obligation: 'call',
  dueAt: Date.parse('2026-03-02T05:00:00Z'),
  lateMs: 3_661_000,
  rung: 'desk',
}

describe('render', () => {
  it('says labels, local times and spans in both languages, and leaves out the paragraph that has no value', () => {
    expect(fill('late', late)).toEqual({
      content: {
        en: {
          subject: 'Complaints L-1: first call',
          text: 'Due Mon 2026-03-02 13:00 +08:00,\n1 h 1 min late.\n\nWith the desk.',
          html: '<p>Due Mon 2026-03-02 13:00 +08:00,<br>1 h 1 min late.</p>\n<p>With the desk.</p>',
        },
        'zh-CN': {
          subject: '投诉 L-1：首次联系',
          text: '应于 2026-03-02 周一 13:00 +08:00 完成，超时 1 小时 1 分钟。\n\n前台',
          html: '<p>应于 2026-03-02 周一 13:00 +08:00 完成，超时 1 小时 1 分钟。</p>\n<p>前台</p>',
        },
      },
    })
  })

  it('escapes every value in HTML, and breaks no subject into lines', () => {
    const rendered = fill('late', { ...late, number: 'L\r\nBcc: x', category: `<img src=x onerror="a('b')">&` })
    if (!('content' in rendered)) throw new Error('it is missing something')
    const { subject, text, html } = rendered.content.en
    expect(subject).toBe('Complaints L Bcc: x: first call')
    expect(text).toContain(`Category <img src=x onerror="a('b')">&.`)
    expect(html).toContain('Category &lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;.')
  })

  it('a value that looks like a variable is none', () => {
    const rendered = fill('late', { ...late, category: '{number}' })
    expect(rendered).toMatchObject({ content: { en: { text: expect.stringContaining('Category {number}.') } } })
  })

  it('makes no letter that lacks what it must say', () => {
    expect(fill('decision', { number: 'L-1', ending: 'unresolved' })).toEqual({ missing: ['said'] })
    expect(fill('decision', { number: 'L-1', ending: 'nonsense' }, ' ')).toEqual({ missing: ['ending', 'said'] })
    expect(fill('decision', { number: 'L-1', ending: 'unresolved' }, 'No cause.')).toMatchObject({
      content: { 'zh-CN': { text: 'L-1\n\n未达成一致\n\nNo cause.\n\n监察员' } },
    })
  })
})
