import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { definePolicy } from '../../../src/policy/define-policy.ts'
import { extendPolicy } from '../../../src/policy/extend-policy.ts'
import { minimal } from '../../fixtures/policies.ts'
import { clocksOf, openDesk, refusalOf } from '../../policies/desk.ts'
import { mistakes, sound } from './sound-definition.ts'

const by = { id: 'wu', role: 'clerk' } as const
const NINE = '2026-03-02T09:00:00+08:00'
const TEN = '2026-03-02T10:00:00+08:00'

/** One role, three rungs, a rule of each kind that is looked at here. */
const office = definePolicy({
  id: 'office',
  version: 1,
  effectiveFrom: '2026-01-01',
  timeZone: 'Asia/Shanghai',
  roles: ['clerk'],
  see: { clerk: 'all' },
  permissions: {
    register: ['clerk'],
    classify: ['clerk'],
    note: ['clerk'],
    transfer: ['clerk'],
    assign: ['clerk'],
    contact: ['clerk'],
    escalate: ['clerk'],
    extend: ['clerk'],
  },
  facts: z.object({ about: z.enum(['desk', 'team', 'nobody']).default('nobody') }),
  ticketTypes: ['complaint', 'fault'],
  ladder: [
    { id: 'desk', role: 'clerk' },
    { id: 'team', role: 'clerk' },
    { id: 'house', role: 'clerk' },
  ],
  startingRung: ({ facts: { about } }) => (about === 'desk' ? 'team' : about === 'team' ? 'house' : undefined),
  reachBack: { contact: { days: 1 } },
  obligations: [
    { id: 'answer', opens: ['noted', 'transferred'], meets: 'classified', within: { hours: 2 } },
    {
      id: 'team',
      opens: ['registered', 'escalated:team'],
      meets: 'contacted',
      when: (c) => c.rung === 'team',
      within: { hours: 1 },
    },
    { id: 'contact', opens: 'registered', meets: 'contacted', within: { minutes: 30 } },
    {
      id: 'delivery',
      opens: 'registered',
      meets: 'assigned',
      within: { days: 2 },
      extension: { by: ['clerk'], agreedOnly: true },
    },
  ],
  levels: { accountability: { required: (c) => c.isBreached('contact') } },
})

async function openOffice(about: 'desk' | 'team' | 'nobody' = 'nobody') {
  const desk = openDesk(office, NINE)
  const { redress } = desk
  const { id } = await redress.submit(
    { policy: 'office', channel: 'phone', summary: 'Broken.', facts: { about } },
    { by },
  )
  const clocks = (obligation: Parameters<typeof redress.explain>[1]) => clocksOf(redress, id, obligation, { by })
  return { ...desk, id, clocks, view: () => redress.get(id, { by }) }
}

describe('a duty that several signals open', () => {
  const note = { type: 'note', text: 'Called.' } as const
  const transfer = { type: 'transfer', unit: 'north', reason: 'Theirs.' } as const

  it.each([[[note]], [[transfer]], [[note, transfer]], [[transfer, note]]])(
    'counts from the first of %j',
    async (commands) => {
      const { redress, id, clocks, at } = await openOffice()
      expect(await clocks('answer')).toEqual([])
      for (const command of commands) {
        await redress.send(id, command, { by })
        await at(TEN)
      }
      expect(await clocks('answer')).toEqual(['running 2026-03-02 11:00:00'])
    },
  )

  it('says all of them when it is explained, and is refused when there are none or one that meets it', async () => {
    const { redress, id } = await openOffice()
    await redress.send(id, note, { by })
    const explanation = await redress.explain(id, 'answer', { by })
    expect(explanation.clocks[0]?.opens).toEqual(['noted', 'transferred'])
    expect(String(explanation)).toContain('from noted or transferred to classified')
    const [duty] = sound.obligations
    const withOpens = (opens: readonly string[]) => ({
      ...sound,
      obligations: [{ ...duty, opens }, ...sound.obligations.slice(1)],
    })
    expect(mistakes(withOpens(['registered', 'assigned']))).toEqual([])
    expect(mistakes(withOpens([]))).toEqual(['obligations.0.opens'])
    expect(mistakes(withOpens(['registered', 'called']))).toEqual(['obligations.0.opens'])
    expect(mistakes(withOpens(['registered', 'contacted']))).toEqual(['obligations.0.meets'])
  })
})

describe('the rung that a complaint starts on', () => {
  it.each([
    ['nobody', 'desk', 0],
    ['desk', 'team', 1],
    ['team', 'house', 0],
  ] as const)('of one about %s is the %s, and the duties see it', async (about, rung, count) => {
    const { view, clocks } = await openOffice(about)
    expect((await view()).rung).toBe(rung)
    expect(await clocks('team')).toHaveLength(count)
  })

  it('is one to climb from, and starting there is no escalation', async () => {
    const { redress, id } = await openOffice('desk')
    const signals = async () =>
      (await redress.history(id, { by })).flatMap((line) => line.signals.map(({ name }) => name))
    expect(await signals()).not.toContain('escalated')
    expect((await redress.send(id, { type: 'escalate', reason: 'request' }, { by })).rung).toBe('house')
    expect(await signals()).toContain('escalated:house')
  })

  it('must be one of the ladder', async () => {
    const wrong = extendPolicy(minimal, { id: 'wrong', version: 1, startingRung: () => JSON.parse('"roof"') })
    const { redress } = openDesk(wrong, NINE)
    const sent = redress.submit({ policy: 'wrong', channel: 'phone', summary: 'Broken.' }, { by })
    expect(await refusalOf(sent)).toBe('POLICY_FAILED')
    expect(mistakes({ ...sound, startingRung: 'desk' })).toEqual(['startingRung'])
  })
})

describe('an extension', () => {
  const to = (day: string, agreed: boolean) =>
    ({
      type: 'extend',
      obligation: 'delivery',
      to: `2026-03-${day}T12:00:00+08:00`,
      agreed,
      reason: 'No parts.',
    }) as const

  it('that the complainant must agree to is refused without, and granted with his agreement', async () => {
    const { redress, id, clocks } = await openOffice()
    expect(await refusalOf(redress.send(id, to('06', false), { by }))).toBe('invalid')
    expect(await clocks('delivery')).toEqual(['running 2026-03-05 00:00:00'])
    await redress.send(id, to('06', true), { by })
    expect(await clocks('delivery')).toEqual(['running 2026-03-06 12:00:00'])
  })

  it('without a number may be granted again and again', async () => {
    const { redress, id, clocks } = await openOffice()
    for (const day of ['06', '07', '08', '09']) await redress.send(id, to(day, true), { by })
    expect(await clocks('delivery')).toEqual(['running 2026-03-09 12:00:00'])
  })
})

describe('kinds of tickets', () => {
  const submit = (ticketType?: string, policy: typeof office = office) =>
    refusalOf(
      openDesk(policy, NINE).redress.submit(
        { policy: 'office', channel: 'phone', summary: 'Broken.', ...(ticketType !== undefined && { ticketType }) },
        { by },
      ),
    )

  it('are those that the policy names; any where it names none', async () => {
    expect([await submit(), await submit('fault'), await submit('falut')]).toEqual([
      undefined,
      undefined,
      'COMMAND_INVALID',
    ])
    const { redress } = openDesk(minimal, NINE)
    const sent = redress.submit(
      { policy: 'minimal', channel: 'phone', summary: 'Broken.', ticketType: 'falut' },
      { by },
    )
    expect(await refusalOf(sent)).toBeUndefined()
  })

  it('are added by a difference, and cannot be none', () => {
    const more = extendPolicy(office, { id: 'more', version: 1, ticketTypes: ['mail', 'fault'] })
    expect(more.rules.ticketTypes).toEqual(['complaint', 'fault', 'mail'])
    expect(mistakes({ ...sound, ticketTypes: [] })).toEqual(['ticketTypes'])
    expect(mistakes({ ...sound, ticketTypes: ['fault', 'fault'] })).toEqual(['ticketTypes'])
  })
})

describe('whether a duty was breached', () => {
  const required = async (view: { readonly levels: { readonly accountability: { readonly required: boolean } } }) =>
    view.levels.accountability.required

  it('is known to predicates from the breach on, and stays when it is met late', async () => {
    const { redress, id, at, view } = await openOffice()
    await at('2026-03-02T09:30:00+08:00')
    expect(await required(await view())).toBe(false)
    await at('2026-03-02T09:30:00.001+08:00')
    expect(await required(await view())).toBe(true)
    expect(await required(await redress.send(id, { type: 'contact' }, { by }))).toBe(true)
  })

  it('is taken back when it turns out to have been met in time and recorded late', async () => {
    const { redress, id, at, view } = await openOffice()
    await at(TEN)
    expect(await required(await view())).toBe(true)
    const occurredAt = '2026-03-02T09:20:00+08:00'
    expect(await required(await redress.send(id, { type: 'contact' }, { by, occurredAt }))).toBe(false)
  })
})
