import { type TemplateText, template, type VariableOf } from 'redress'
import { describe, expectTypeOf, it } from 'vitest'

const both = { en: '{number}', 'zh-CN': '{number}' } as const

describe('template', () => {
  it('takes the variables of its signal', () => {
    const overdue = template('breached:call', {
      subject: both,
      text: { en: 'Due {dueAt}, {late} late.', 'zh-CN': '{obligation} {late}' },
    })
    expectTypeOf(overdue).toEqualTypeOf<TemplateText>()
    expectTypeOf<'said'>().toExtend<VariableOf<'offered'>>()
    expectTypeOf<'said'>().not.toExtend<VariableOf<'assigned'>>()
  })

  it('and no other', () => {
    template('registered', {
      subject: both,
      // @ts-expect-error nothing is due when it is registered
      text: { en: 'Due {dueAt}.', 'zh-CN': '{number}' },
    })
    template('warned', {
      // @ts-expect-error misspelt
      subject: { en: '{nmber}', 'zh-CN': '{number}' },
      text: both,
    })
  })
})
