import fc from 'fast-check'
import { calendar, createRedress, definePolicy, memoryStore, type Redress, simulatedClock } from 'redress'
import { describe, expect, it } from 'vitest'
import { type OraclePauses, oracleAdd } from '../oracle/time/oracle.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const clerk = { id: 'clerk-1', role: 'clerk' } as const
/** Friday, two days before the clocks go forward. */
const START = Date.parse('2026-03-27T09:00:00+01:00')

const hours = ['09:00-12:00', '13:00-18:00']
const spec = {
  timeZone: 'Europe/Berlin',
  week: { mon: hours, tue: hours, wed: hours, thu: hours, fri: hours },
  holidays: ['2026-04-03', '2026-04-06'],
}
const office = calendar(spec)

/** A shop whose one duty rests while a part or the customer is missing, but not for any other reason. */
const shopOf = (minutes: number) =>
  definePolicy({
    id: 'pauses',
    version: 1,
    effectiveFrom: '2026-01-01',
    timeZone: 'Europe/Berlin',
    roles: ['clerk'],
    see: { clerk: 'all' },
    permissions: { register: ['clerk'], suspend: ['clerk'], resume: ['clerk'], contact: ['clerk'], dispute: ['clerk'] },
    pauseReasons: ['parts', 'absent', 'stocktaking'],
    calendars: { office },
    levels: { customerInterface: { callBack: false } },
    closing: 'manual',
    obligations: [
      {
        id: 'settlement',
        opens: 'registered',
        meets: 'settled:customerInterface',
        within: { minutes },
        calendar: 'office',
        pausedBy: ['parts', 'absent'],
        onReopen: 'total',
      },
    ],
  })
type Shop = ReturnType<typeof shopOf>

async function openShop(minutes: number) {
  const clock = simulatedClock(START)
  const redress: Redress<Shop> = createRedress({ policies: [shopOf(minutes)], store: memoryStore(), clock })
  const { id } = await redress.submit({ policy: 'pauses', channel: 'web', summary: 'x' }, { by: clerk })
  const act = {
    parts: () => redress.send(id, { type: 'suspend', reason: 'parts' }, { by: clerk }),
    absent: () => redress.send(id, { type: 'suspend', reason: 'absent' }, { by: clerk }),
    stocktaking: () => redress.send(id, { type: 'suspend', reason: 'stocktaking' }, { by: clerk }),
    resume: () => redress.send(id, { type: 'resume' }, { by: clerk }),
    settle: () => redress.send(id, { type: 'contact', settled: true }, { by: clerk }),
    dispute: () => redress.send(id, { type: 'dispute', reason: 'x' }, { by: clerk }),
  }
  const settlement = async () => {
    const { clocks } = await redress.explain(id, 'settlement', { by: clerk })
    expect(clocks).toHaveLength(1)
    return clocks[0]
  }
  return { redress, clock, act, settlement, at: (time: string) => clock.set(Date.parse(time)) }
}
type Act = keyof Awaited<ReturnType<typeof openShop>>['act']

/** What a log of acts says about when the duty stood still. */
class Log {
  readonly #pauses: { readonly reason: Act; readonly from: number; until?: number }[] = []
  readonly #gaps: { readonly from: number; until?: number }[] = []

  /** Whether an act is possible now. */
  allows(act: Act): boolean {
    const isSettled = this.#gaps.some((gap) => gap.until === undefined)
    if (act === 'resume') return this.#pauses.some((pause) => pause.until === undefined)
    return act === 'dispute' ? isSettled : act === 'settle' ? !isSettled : true
  }

  add(act: Act, at: number): void {
    if (act === 'settle') this.#gaps.push({ from: at })
    else if (act === 'resume' || act === 'dispute') {
      for (const one of act === 'resume' ? this.#pauses : this.#gaps) one.until ??= at
    } else this.#pauses.push({ reason: act, from: at })
  }

  /** Where the duty stood still. A settlement that nobody has disputed keeps it from nothing. */
  get stops(): OraclePauses {
    const pauses = this.#pauses.filter(({ reason }) => reason !== 'stocktaking')
    const gaps = this.#gaps.filter(({ until }) => until !== undefined)
    return [...pauses, ...gaps].map(({ from, until }) => (until === undefined ? [from] : [from, until]))
  }
}

type Reckoning = (minutes: number, stops: OraclePauses) => number

/** The budget advanced minute by minute over the segments in which the duty ran and the office was open. */
const advanced: Reckoning = (minutes, stops) => oracleAdd(START, { minutes }, spec, stops)

/** What Frappe, GLPI and iTop did: the lengths of the pauses added to the due instant. */
const added: Reckoning = (minutes, stops) =>
  stops.reduce(
    (due, [from, to]) => due + (to ?? Number.POSITIVE_INFINITY) - from,
    oracleAdd(START, { minutes }, spec, []),
  )

const act = fc.constantFrom<Act[]>('parts', 'absent', 'stocktaking', 'resume', 'resume', 'settle', 'dispute')
const gap = fc.oneof(fc.integer({ min: 0, max: 180 }), fc.integer({ min: 0, max: 4 * 24 * 60 }))
const scenario = fc.record({
  minutes: fc.integer({ min: 1, max: 40 * 60 }),
  log: fc.array(fc.tuple(gap, act), { minLength: 1, maxLength: 10 }),
})

/** That after every act of any log the duty is due where the reckoning says. */
const isDueBy = (reckoning: Reckoning) =>
  fc.asyncProperty(scenario, async ({ minutes, log: wanted }) => {
    const shop = await openShop(minutes)
    const log = new Log()
    for (const [wait, one] of wanted) {
      shop.clock.advance(wait * MINUTE)
      if (!log.allows(one)) continue
      await shop.act[one]()
      log.add(one, shop.clock.now())
      const due = (await shop.settlement())?.dueAt?.getTime() ?? Number.POSITIVE_INFINITY
      expect(due).toBe(reckoning(minutes, log.stops))
    }
  })

const seed = Number(process.env['TIME_SEED'] ?? 20260327)

describe(`L04 pauses are no durations to be added (fast-check seed ${seed})`, () => {
  it('L04 after any log of start, pause, resume and stop, the budget was advanced over the open segments', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(isDueBy(advanced), { seed, numRuns: 120 })
  })

  it('L04 counter-scenario: whoever adds the lengths of the pauses is found out', async () => {
    const { failed } = await fc.check(isDueBy(added), { seed, numRuns: 120, endOnFailure: true })
    expect(failed).toBe(true)
  })
})

describe('L04 from paused to settled in one command', () => {
  /** Four hours from 09:00, so due at 14:00; something at 11:00; settled at 17:00. */
  const settledAfter = async (pause: Act | undefined) => {
    const shop = await openShop(4 * 60)
    shop.at('2026-03-27T11:00:00+01:00')
    if (pause !== undefined) await shop.act[pause]()
    shop.at('2026-03-27T17:00:00+01:00')
    await shop.act.settle()
    return shop
  }

  it('L04 counts the pause: it was settled in time, and nothing was ever breached', async () => {
    const { settlement } = await settledAfter('parts')
    expect(await settlement()).toMatchObject({ state: 'met', firings: [] })
  })

  it('L04 and what is left of the budget is what was left when the pause began', async () => {
    const { act, at, settlement } = await settledAfter('parts')
    at('2026-03-30T09:00:00+02:00')
    await act.resume()
    await act.dispute()
    expect((await settlement())?.dueAt).toEqual(new Date('2026-03-30T11:00:00+02:00'))
  })

  it.each<Act | undefined>([undefined, 'stocktaking'])(
    'L04 counter-scenario: after %s, which stops nothing, it was late',
    async (pause) => {
      const { settlement } = await settledAfter(pause)
      expect(await settlement()).toMatchObject({
        state: 'metLate',
        dueAt: new Date('2026-03-27T14:00:00+01:00'),
        firings: [{ kind: 'breach' }],
      })
    },
  )
})

describe('L04 a pause over the weekend', () => {
  /** Twelve office hours from Friday 09:00: eight on Friday, four on Monday until 14:00. */
  const dueAfter = async (from: string, until: string) => {
    const { act, at, settlement } = await openShop(12 * 60)
    at(from)
    await act.absent()
    at(until)
    await act.resume()
    return (await settlement())?.dueAt?.getTime()
  }
  const undisturbed = Date.parse('2026-03-30T14:00:00+02:00')

  it('L04 changes nothing', async () => {
    expect(await dueAfter('2026-03-27T18:00:00+01:00', '2026-03-30T09:00:00+02:00')).toBe(undisturbed)
    expect(await dueAfter('2026-03-28T03:00:00+01:00', '2026-03-29T22:00:00+02:00')).toBe(undisturbed)
  })

  it('L04 but for the open hours that it takes along', async () => {
    expect(await dueAfter('2026-03-27T17:00:00+01:00', '2026-03-30T09:00:00+02:00')).toBe(undisturbed + HOUR)
    expect(await dueAfter('2026-03-27T18:00:00+01:00', '2026-03-30T10:00:00+02:00')).toBe(undisturbed + HOUR)
  })
})
