import { createRedress, extendPolicy, memoryChannel, type RedressEvent, simulatedClock } from 'redress'
import { simpleFlow, standardTemplates } from 'redress/policies'
import { describe, expect, it } from 'vitest'
import { storeKinds } from '../fixtures/stores.ts'

const both = (text: string) => ({ en: text, 'zh-CN': text })
const registrar = { id: 'ada', role: 'registrar' } as const
const manager = { id: 'ben', role: 'manager' } as const

const withLetters = extendPolicy(simpleFlow, {
  id: 'letters',
  version: 1,
  drop: { notifications: ['complaint-received', 'complaint-settled'] },
  notifications: [
    { on: 'registered', to: 'complainant', channel: 'mail', template: 'acknowledgement' },
    { on: 'rejected', to: 'complainant', channel: 'mail', template: 'final-decision' },
  ],
  correspondence: { contact: both('desk@example.org'), outsideRemedies: both('12345') },
  templates: standardTemplates,
})

function deskOn(open: (typeof storeKinds)[number]['open']) {
  const { store } = open()
  const mail = memoryChannel()
  const events: RedressEvent[] = []
  const clock = simulatedClock('2026-03-02T09:00:00+08:00')
  const redress = createRedress({
    policies: [withLetters],
    store,
    clock,
    channels: { mail, staff: memoryChannel() },
    onEvent: (event) => events.push(event),
  })
  return { redress, mail, events, clock }
}

const customer = { id: 'c-1', name: 'Ms Liu' } as const
const complaint = { policy: 'letters', channel: 'phone', summary: 'It broke.', customer } as const

describe.each(storeKinds)('messages on $name', ({ open }) => {
  it('arrive rendered in both languages, with what the command said', async () => {
    const { redress, mail } = deskOn(open)
    const { id, number } = await redress.submit(complaint, { by: registrar })
    await redress.send(id, { type: 'reject', reason: 'Bought <elsewhere>.' }, { by: manager })
    await redress.runDue()
    const [acknowledgement, decision] = mail.deliveries
    expect(acknowledgement?.content?.en).toMatchObject({
      subject: `We have your complaint ${number}`,
      text: expect.stringContaining('For questions: desk@example.org'),
    })
    expect(acknowledgement?.content?.['zh-CN'].text).toContain('2026-03-02 周一 09:00 +08:00')
    expect(decision?.content?.en.text).toContain('Outcome: not admitted.\n\nOur reasons: Bought <elsewhere>.')
    expect(decision?.content?.en.html).toContain('Bought &lt;elsewhere&gt;.')
    // The outbox holds references only.
    expect(JSON.stringify((await redress.deadMessages()).items)).not.toContain('Bought')
    await redress.stop()
  })

  it('that are letters do not go out when what they must say was erased; they are dead with a code', async () => {
    const { redress, mail, events } = deskOn(open)
    const { id } = await redress.submit(complaint, { by: registrar })
    await redress.runDue()
    mail.clear()
    await redress.send(id, { type: 'reject', reason: 'Bought elsewhere.' }, { by: manager })
    await redress.erase({ customer: 'c-1' })
    await redress.runDue()
    expect(mail.calls).toEqual([])
    expect((await redress.deadMessages()).items).toMatchObject([
      { lastError: expect.stringMatching(/^LETTER_INCOMPLETE: The letter 'final-decision' must say said/) },
    ])
    expect(events.filter(({ type }) => type === 'dead')).toMatchObject([{ cause: { code: 'LETTER_INCOMPLETE' } }])
    await redress.stop()
  })
})
