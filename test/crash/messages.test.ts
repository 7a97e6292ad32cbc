import { expect, it } from 'vitest'
import { auditOf } from './audit.ts'
import { notesOf, readNotes } from './evidence.ts'
import { soakMessages } from './message-soak.ts'
import { kinds, testPlaces } from './places.ts'

const SEED = 12
const newPlace = testPlaces()

it.concurrent.each(kinds)(
  `messages through channels that fail one time in three, by workers that are killed, on %s (seed ${SEED})`,
  async (kind) => {
    const place = await newPlace(kind)
    const happened = await soakMessages({
      place,
      seed: SEED,
      complaints: 20,
      notes: 3,
      workers: 2,
      livesMs: [50, 250],
      kills: 2,
      limitMs: 2_500,
    })
    expect(happened.killed).toBeGreaterThanOrEqual(2)
    // 20 complainants once, two heads of each note, and what they read of withdrawals together.
    const keys = new Set(notesOf(readNotes(place.notes), 'delivered').map(({ key }) => key))
    expect(keys.size).toBeGreaterThan(20 + 2 * 60)
    expect(await auditOf(place, happened.until)).toEqual([])
  },
)
