import { createRedress, type HistoryLine, memoryChannel, type Store, simulatedClock, staticDirectory } from 'redress'
import { describe, expect, it } from 'vitest'
import { thorough } from '../fixtures/policies.ts'
import { storeKinds } from '../fixtures/stores.ts'

const MINUTE = 60_000
const START = Date.parse('2026-03-02T09:00:00+08:00')
const agent = { id: 'agent-1', role: 'agent' } as const
const WORKERS = 8
const SWEEPS = 50

/** A store whose claims hide nothing, so that every worker gets what is due: only the record's lock is left. */
const withoutLeases = (store: Store): Store => ({ ...store, claimDue: (now, limit) => store.claimDue(now, limit, 0) })

const firingsOf = (history: readonly HistoryLine[]) =>
  history.flatMap(({ clocks }) =>
    clocks
      .filter(({ what }) => what === 'warning' || what === 'breach' || what === 'reminder')
      .map(({ clock, what, ordinal }) => `${clock} ${what} ${ordinal}`),
  )

describe.each(storeKinds)('L11 eight workers and fifty sweeps over one due complaint, on $name', ({ open }) => {
  it.each([
    ['with leases', (store: Store) => store],
    ['with nothing but the lock of the record', withoutLeases],
  ])('L11 %s: one firing for each (clock, kind, ordinal)', async (_, leased) => {
    const { store, another } = open()
    const clock = simulatedClock(START)
    const mail = memoryChannel()
    let woken = 0
    const directory = staticDirectory([
      { id: 'handler-1', roles: ['handler'] },
      { id: 'chief-1', roles: ['chief'] },
    ])
    const desks = Array.from({ length: WORKERS }, (_, i) =>
      createRedress({
        policies: [thorough],
        store: leased(i === 0 ? store : another()),
        clock,
        directory,
        channels: { staff: mail, customer: mail },
        onEvent: (event) => {
          if (event.type === 'committed' && event.command === 'wake') woken += 1
        },
      }),
    )
    const [redress] = desks
    if (redress === undefined) throw new Error('there is no desk')
    const { id } = await redress.submit({ policy: 'thorough', channel: 'phone', summary: 'x' }, { by: agent })
    // Past the warning, the breach and two reminders, each found by all eight at once.
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
      clock.advance(12 * MINUTE)
      await Promise.all(desks.map((desk) => desk.runDue()))
    }

    const history = await redress.history(id, { by: agent })
    expect(firingsOf(history)).toEqual([
      'first-contact#1 warning 1',
      'first-contact#1 breach 1',
      'first-contact#1 reminder 1',
      'first-contact#1 reminder 2',
    ])
    // Whoever lost the race wrote nothing: no entry of a wake-up that found nothing left to say.
    expect(history.map(({ type }) => type)).toEqual(['register', 'wake', 'wake', 'wake', 'wake'])
    expect(woken).toBe(4)
    expect(await redress.verify(id, { by: agent })).toMatchObject({ entries: 5 })
    expect(mail.deliveries.map(({ template }) => template).sort()).toEqual(['contact-overdue', 'escalated'])
    expect(await redress.stuck()).toEqual([])
  })
})
