import { anonymous, createRedress, memoryChannel, type Redress, simulatedClock, staticDirectory } from 'redress'
import { describe, expect, it } from 'vitest'
import { swift, thorough } from '../fixtures/policies.ts'
import { storeKinds } from '../fixtures/stores.ts'

const HOUR = 3_600_000
const START = Date.parse('2026-03-02T09:00:00+08:00')
const agent = { id: 'agent-1', role: 'agent' } as const
const customer = { id: 'customer-1', role: 'customer' } as const
const clerk = { id: 'clerk-1', role: 'clerk' } as const

describe.each(storeKinds)(
  'L16 a complaint is whole from its first entry on, however it comes, on $name',
  ({ open }) => {
    const openDesk = () => {
      const { store } = open()
      const clock = simulatedClock(START)
      const mail = memoryChannel()
      const redress = createRedress({
        policies: [thorough, swift],
        store,
        clock,
        directory: staticDirectory([
          { id: 'chief-1', roles: ['chief'], unit: 'station-7' },
          { id: 'accused-1', aliases: ['accused-at-home'] },
        ]),
        channels: { staff: mail, customer: mail },
      })
      return { store, clock, mail, redress }
    }

    const base = { policy: 'thorough', channel: 'phone', summary: 'It is broken.' } as const
    const named = { id: 'customer-1', name: 'Chen Lin', contact: '138 0000 0000' }
    type Submission = Parameters<Redress<typeof thorough>['submit']>[0]
    type By = Parameters<Redress<typeof thorough>['submit']>[1]['by']

    const starts: readonly (readonly [string, Submission, By, { occurredAt?: number; seen?: string }])[] = [
      ['named', { ...base, customer: named }, agent, { seen: 'customer-1' }],
      ['confidential', { ...base, customer: named, confidentiality: 'confidential' }, agent, {}],
      ['anonymous, taken by an agent', { ...base, confidentiality: 'anonymous' }, agent, {}],
      ['anonymous, by nobody known', { ...base, channel: 'box', confidentiality: 'anonymous' }, anonymous, {}],
      ['without a word on who complains', base, agent, {}],
      [
        'by the customer himself',
        { ...base, channel: 'web', customer: { id: 'customer-1' } },
        customer,
        { seen: 'customer-1' },
      ],
      ['as a suggestion', { ...base, ticketType: 'suggestion' }, agent, {}],
      ['as a whistle-blow against somebody', { ...base, ticketType: 'whistleblow', against: ['accused-1'] }, agent, {}],
      ['of a grave category', { ...base, category: 'service/attitude' }, agent, {}],
      ['with further allegations', { ...base, allegations: [{ text: 'And rude.' }, { text: 'And late.' }] }, agent, {}],
      ['in a unit, with a reference', { ...base, unit: 'station-7', externalRef: 'CRM-1' }, agent, {}],
      ['without levels 2 and 3', { ...base, facts: { ownFault: false, systematic: false } }, agent, {}],
      ['from a sheet of half an hour ago', base, agent, { occurredAt: START - HOUR / 2 }],
      ['from a sheet of five hours ago', base, agent, { occurredAt: START - 5 * HOUR }],
    ]

    it.each(starts)('L16 %s', async (_, submission, by, { occurredAt, seen }) => {
      const { redress, clock, store, mail } = openDesk()
      const options = occurredAt === undefined ? { by } : { by, occurredAt }
      const c = await redress.submit(submission, options)
      const opened = occurredAt ?? START
      expect(c).toMatchObject({ version: 1, status: 'open', openedAt: new Date(opened), rung: 'frontline' })
      expect(c.state).toContain('open.customerInterface.unassigned')

      // Every duty from registration runs, from the instant at which it happened.
      const view = await redress.get(c.id, { by: agent })
      expect(view.due.map(({ obligation, state }) => [obligation, state])).toEqual([
        ['first-contact', 'running'],
        ['settlement', 'running'],
      ])
      expect(view.due[0]?.dueAt).toEqual(new Date(opened + HOUR))
      expect(view.customer).toBe(seen)
      expect(await store.clocks([{ tenant: 'default', kind: 'complaint', id: c.id }])).toMatchObject([
        { clock: 'first-contact#1', openedAt: opened, dueAt: opened + HOUR, state: 'running' },
        { clock: 'settlement#1', openedAt: opened },
      ])

      // What was due before it was entered is found at once, with the instant at which it was due.
      await redress.runDue()
      const isOverdue = opened + HOUR < START
      const breaches = async () =>
        (await redress.history(c.id, { by: agent })).flatMap(({ clocks }) =>
          clocks.filter(({ what }) => what === 'breach').map(({ obligation, at }) => [obligation, at]),
        )
      const breach = [['first-contact', new Date(opened + HOUR)]]
      expect(await breaches()).toEqual(isOverdue ? breach : [])
      clock.advance(2 * HOUR)
      await redress.runDue()
      expect(await breaches()).toEqual(breach)
      expect(await redress.verify(c.id, { by: agent })).toMatchObject({ erased: 0 })
      expect(await redress.stuck()).toEqual([])
      // Whoever is known is told that it was received; nobody else can be.
      const received = mail.deliveries.filter(({ template }) => template === 'received')
      const knows = submission.customer?.id !== undefined
      expect(received.map(({ recipient }) => recipient)).toEqual(knows ? ['customer-1'] : [])
      // It goes on from there as any other does.
      const assigned = await redress.send(c.id, { type: 'assign', to: 'handler-1' }, { by: agent })
      expect(assigned.state).toContain('open.customerInterface.assigned')
    })

    it('L16 a level that opens with registration is open from the first entry on, one that is not asked for is waived', async () => {
      const { redress } = openDesk()
      const swiftly = { policy: 'swift', channel: 'web', summary: 'x' } as const
      const c = await redress.submit(swiftly, { by: clerk })
      expect(c.levels).toMatchObject({
        customerInterface: { status: 'open' },
        accountability: { status: 'waiting' },
        improvement: { status: 'open', openedAt: new Date(START) },
      })
      const without = await redress.submit({ ...swiftly, facts: { ownFault: false, systematic: false } }, { by: clerk })
      expect(without.levels).toMatchObject({
        customerInterface: { status: 'open' },
        accountability: { status: expect.stringMatching(/waiting|waived/) },
        improvement: { status: 'waived' },
      })
    })

    it('L16 what may not begin so leaves nothing behind: too old a sheet, a future one, a stranger', async () => {
      const { redress, store } = openDesk()
      const attempts: readonly (readonly [By, number | undefined, string])[] = [
        [agent, START - 25 * HOUR, 'tooLate'],
        [agent, START + 1, 'invalid'],
        [{ id: 'chief-1', role: 'chief' }, undefined, 'notPermitted'],
      ]
      for (const [by, occurredAt, reason] of attempts) {
        const options = occurredAt === undefined ? { by } : { by, occurredAt }
        await expect(redress.submit(base, options)).rejects.toMatchObject({
          code: 'COMMAND_REFUSED',
          details: { reason },
        })
      }
      expect(await store.count({ tenant: 'default' })).toEqual({ total: 0 })
      expect((await store.messages({ tenant: 'default' })).items).toEqual([])
    })
  },
)
