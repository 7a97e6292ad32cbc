import { calendar, createRedress, definePolicy, memoryChannel, simulatedClock, staticDirectory } from 'redress'
import { describe, expect, it } from 'vitest'
import { storeKinds } from '../fixtures/stores.ts'

const HOUR = 3_600_000
const START = Date.parse('2026-09-28T09:00:00+08:00')
const clerk = { id: 'clerk-1', role: 'clerk' } as const
const by = { by: clerk }

interface Rules {
  readonly contactHours?: number
  readonly holidays?: readonly string[]
  readonly answered?: boolean
  readonly approved?: boolean
  readonly escalates?: boolean
}

/** One version of one procedure, as it was written and as it was corrected later. */
const procedure = ({ contactHours = 8, holidays = [], answered = true, approved, escalates }: Rules) =>
  definePolicy({
    id: 'desk',
    version: 1,
    effectiveFrom: '2026-01-01',
    timeZone: 'Asia/Shanghai',
    roles: ['clerk', 'head'],
    see: { clerk: 'all' },
    permissions: {
      register: ['clerk'],
      assign: ['clerk'],
      contact: ['clerk'],
      establish: ['clerk'],
      propose: ['clerk'],
      approve: ['head'],
      disapprove: ['head'],
      suspend: ['clerk'],
      resume: ['clerk'],
    },
    pauseReasons: ['parts'],
    ...(approved === true && { approvals: [{ of: 'propose' as const, by: ['head'] as const }] }),
    calendars: { office: calendar({ timeZone: 'Asia/Shanghai', week: OFFICE, holidays }) },
    ladder: [
      { id: 'desk', role: 'clerk' },
      { id: 'office', role: 'head' },
    ],
    obligations: [
      {
        id: 'contact',
        opens: 'registered',
        meets: 'contacted',
        within: { hours: contactHours },
        calendar: 'office',
        pausedBy: ['parts'],
        ...(escalates === true && { onBreach: { escalate: 'next' as const } }),
      },
      ...(answered
        ? [
            {
              id: 'answer',
              opens: 'contacted',
              meets: 'offered',
              within: { workingDays: 3 },
              calendar: 'office',
            } as const,
          ]
        : []),
    ],
    notifications: [{ on: 'escalated', to: 'rung', channel: 'mail', template: 'escalated' }],
  })

const OFFICE = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, ['09:00-18:00']]))
const directory = staticDirectory([
  { id: 'clerk-1', roles: ['clerk'] },
  { id: 'head-1', roles: ['head'] },
])

describe.each(storeKinds)('L09 rules that change do not forget the past, on $name', ({ open }) => {
  const desks = () => {
    const opened = open()
    const clock = simulatedClock(START)
    const mail = memoryChannel()
    // A deployment: the same data, the same version of the policy, and something in it corrected.
    const deploy = (rules: Rules) =>
      createRedress({ policies: [procedure(rules)], store: opened.another(), clock, directory, channels: { mail } })
    return { clock, mail, deploy }
  }
  const complaint = { policy: 'desk', channel: 'phone', summary: 'x' } as const
  const at = (local: string) => new Date(`2026-${local}+08:00`)

  it('L09 lowering a number below the time that is used up breaches now, not in the past', async () => {
    const { clock, mail, deploy } = desks()
    const { id } = await deploy({}).submit(complaint, by)
    clock.advance(5 * HOUR)
    const redress = deploy({ contactHours: 4, escalates: true })
    await redress.runDue()
    expect(mail.deliveries).toEqual([])
    const moved = [
      { id, clock: 'contact#1', obligation: 'contact', before: at('09-28T17:00'), after: at('09-28T13:00') },
    ]

    expect(await redress.recompute({ dryRun: true })).toEqual({ examined: 1, moved, failed: [] })
    expect(await redress.history(id, by)).toHaveLength(1)

    expect(await redress.recompute()).toEqual({ examined: 1, moved, failed: [] })
    const [, recomputed, breached, ...more] = await redress.history(id, by)
    expect(more).toEqual([])
    expect(recomputed).toMatchObject({ kind: 'recompute', type: 'recompute', at: at('09-28T14:00') })
    expect(recomputed?.clocks).toEqual([
      { clock: 'contact#1', obligation: 'contact', what: 'recomputed', at: at('09-28T14:00'), due: at('09-28T13:00') },
    ])
    expect(breached).toMatchObject({ kind: 'wake', at: at('09-28T14:00') })
    expect((await redress.explain(id, 'contact', by)).clocks[0]?.firings).toMatchObject([
      { kind: 'breach', due: at('09-28T13:00').getTime(), firedAt: at('09-28T14:00').getTime() },
    ])
    await redress.runDue()
    expect(mail.deliveries.map(({ recipient }) => recipient)).toEqual(['head-1'])

    expect(await redress.recompute()).toEqual({ examined: 1, moved: [], failed: [] })
    expect(await redress.history(id, by)).toHaveLength(3)
    expect(await redress.verify(id, by)).toMatchObject({ entries: 3 })
  })

  it('L09 raising it takes back a breach that is none any more, and leaves what was told and climbed', async () => {
    const { clock, deploy } = desks()
    const first = deploy({ contactHours: 4, escalates: true })
    const { id } = await first.submit(complaint, by)
    clock.advance(5 * HOUR)
    await first.runDue()
    const redress = deploy({ contactHours: 8, escalates: true })
    await redress.recompute()
    expect(await redress.get(id, by)).toMatchObject({ rung: 'office' })
    expect((await redress.explain(id, 'contact', by)).clocks).toMatchObject([
      { state: 'running', dueAt: at('09-28T17:00'), firings: [{ kind: 'breach', rectified: true }] },
    ])
    // And when it is late under the new number as well, that is said.
    clock.advance(5 * HOUR)
    await redress.runDue()
    expect((await redress.explain(id, 'contact', by)).clocks[0]?.state).toBe('breached')
  })

  it('L09 a calendar that learns of a holiday moves what runs over it, in worklists too', async () => {
    const { clock, deploy } = desks()
    const first = deploy({})
    const { id } = await first.submit(complaint, by)
    clock.advance(HOUR)
    await first.send(id, { type: 'assign', to: 'clerk-1' }, by)
    await first.send(id, { type: 'contact' }, by)
    expect((await first.explain(id, 'answer', by)).clocks[0]?.dueAt).toEqual(at('10-02T00:00'))

    const redress = deploy({ holidays: ['2026-10-01', '2026-10-02'] })
    const before = { dueBefore: at('10-03T00:00') }
    expect((await redress.list(before, by)).items).toHaveLength(1)
    expect((await redress.recompute({ where: { policy: 'desk', ...before } })).moved).toEqual([
      { id, clock: 'answer#1', obligation: 'answer', before: at('10-02T00:00'), after: at('10-06T00:00') },
    ])
    expect((await redress.list(before, by)).items).toEqual([])
    expect(await redress.recompute()).toMatchObject({ examined: 1, moved: [] })
  })

  it('L09 a duty that is taken out is cancelled; one that is put in runs from when it would have opened', async () => {
    const { clock, deploy } = desks()
    const first = deploy({ answered: false })
    const { id } = await first.submit(complaint, by)
    await first.send(id, { type: 'assign', to: 'clerk-1' }, by)
    await first.send(id, { type: 'contact' }, by)
    clock.advance(30 * HOUR)

    const added = await deploy({}).recompute()
    expect(added.moved).toEqual([{ id, clock: 'answer#1', obligation: 'answer', after: at('10-02T00:00') }])
    const taken = await deploy({ answered: false }).recompute()
    expect(taken.moved).toEqual([{ id, clock: 'answer#1', obligation: 'answer', before: at('10-02T00:00') }])
    clock.advance(30 * 24 * HOUR)
    const redress = deploy({})
    await redress.runDue()
    expect((await redress.explain(id, 'answer', by)).clocks).toMatchObject([{ state: 'cancelled', firings: [] }])
    expect((await redress.recompute()).moved).toEqual([])
  })

  it('L09 what rests has no due instant to move, and counts by the new number when it goes on', async () => {
    const { clock, deploy } = desks()
    const first = deploy({})
    const resting = await first.submit(complaint, by)
    await first.send(resting.id, { type: 'suspend', reason: 'parts' }, by)
    clock.advance(20 * HOUR)

    const redress = deploy({ contactHours: 2 })
    expect(await redress.recompute()).toEqual({ examined: 1, moved: [], failed: [] })
    await redress.send(resting.id, { type: 'resume' }, by)
    expect((await redress.explain(resting.id, 'contact', by)).clocks[0]?.dueAt).toEqual(at('09-29T11:00'))
  })

  it('L09 where more than deadlines has changed, the complaint is left as it is and named, and the others go on', async () => {
    const { deploy } = desks()
    const first = deploy({})
    const { id } = await first.submit(complaint, by)
    await first.send(id, { type: 'assign', to: 'clerk-1' }, by)
    await first.send(id, { type: 'contact' }, by)
    await first.send(id, { type: 'propose', remedies: [{ kind: 'apology' }] }, by)
    const other = await first.submit(complaint, by)
    const redress = deploy({ approved: true, contactHours: 6 })
    const { moved, failed, examined } = await redress.recompute()
    expect(examined).toBe(2)
    expect(moved.map((one) => one.id)).toEqual([other.id])
    expect(failed).toMatchObject([{ id, code: 'RECOMPUTE_DIVERGED' }])
    expect(failed[0]?.error).toContain('open.customerInterface.awaitingApproval')
    expect(await redress.history(id, by)).toHaveLength(4)
  })
})
