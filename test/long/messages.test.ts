import { expect, it } from 'vitest'
import { auditOf } from '../crash/audit.ts'
import { notesOf, readNotes } from '../crash/evidence.ts'
import { soakMessages } from '../crash/message-soak.ts'
import { kinds, testPlaces } from '../crash/places.ts'

const MESSAGES = Number(process.env['REDRESS_SOAK_MESSAGES'] ?? 20_000)
const SECONDS = Number(process.env['REDRESS_SOAK_SECONDS'] ?? 300)
const SEED = Number(process.env['REDRESS_SEED'] ?? Date.now() % 1_000_000)
const NOTES = 10
const newPlace = testPlaces()

it.each(kinds)(
  `${MESSAGES} messages through channels that fail one time in three, workers killed every few seconds, on %s (REDRESS_SEED=${SEED})`,
  async (kind) => {
    console.log(`REDRESS_SEED=${SEED} REDRESS_SOAK_MESSAGES=${MESSAGES} REDRESS_SOAK_SECONDS=${SECONDS}`)
    const place = await newPlace(kind)
    // The complainant is told once, two people of each note.
    const complaints = Math.ceil(MESSAGES / (1 + 2 * NOTES))
    const { until, ...happened } = await soakMessages({
      place,
      seed: SEED,
      complaints,
      notes: NOTES,
      workers: 2,
      livesMs: [1_000, 5_000],
      kills: 5,
      limitMs: SECONDS * 1_000,
    })
    const delivered = notesOf(readNotes(place.notes), 'delivered')
    const messages = new Set(delivered.map(({ key }) => key)).size
    console.log(`${kind}: ${JSON.stringify({ ...happened, messages, deliveries: delivered.length })}`)
    expect(happened.killed).toBeGreaterThanOrEqual(5)
    expect(messages).toBeGreaterThanOrEqual(MESSAGES)
    expect(await auditOf(place, until)).toEqual([])
  },
)
