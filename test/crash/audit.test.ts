import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audit, auditOf } from './audit.ts'
import { look } from './data.ts'
import { OPENED } from './desk.ts'
import { type Note, readNotes } from './evidence.ts'
import { perform } from './perform.ts'
import { afternoon, LATER } from './script.ts'

const directory = mkdtempSync(join(tmpdir(), 'redress-audit-'))
const path = join(directory, 'sound.db')
const sound = { data: { sqlite: path }, notes: join(directory, 'sound.notes') }

beforeAll(async () => {
  await perform({ ...sound, clock: { at: OPENED }, steps: afternoon })
  await perform({ ...sound, clock: { at: LATER }, steps: [{ do: 'runDue' }] })
})
afterAll(() => rmSync(directory, { recursive: true }))

let copies = 0
/** What the audit says of a copy of the sound file after this was done to it. */
async function findings(sql: string): Promise<readonly string[]> {
  const copy = join(directory, `${++copies}.db`)
  copyFileSync(path, copy)
  const db = new DatabaseSync(copy)
  db.exec(`PRAGMA foreign_keys = OFF; ${sql}`)
  db.close()
  return auditOf({ ...sound, data: { sqlite: copy } }, LATER)
}

const findingsWith = (change: (notes: readonly Note[]) => readonly Note[], now = LATER) =>
  look(sound.data, (store) => audit({ store, notes: change(readNotes(sound.notes)), now }))

const complaint = (letter: string): string => `(SELECT id FROM complaint_entry WHERE command_id = '${letter}')`

describe('the audit of the crash tests', () => {
  it('finds nothing in a file that nothing happened to', async () => {
    expect(await auditOf(sound, LATER)).toEqual([])
  })

  it.each([
    ['a lost entry', `DELETE FROM complaint_entry WHERE command_id = 'A-note-3'`, /entry \d+ is missing/],
    [
      'a lost record with its history',
      `DELETE FROM complaint_entry WHERE id = ${complaint('C')}`,
      /answered and is lost/,
    ],
    ['an entry that was rewritten', `UPDATE complaint_entry SET at = at + 1 WHERE command_id = 'A-note-3'`, /column/],
    ['a record that lags behind', `UPDATE complaint_record SET seq = seq - 1`, /its history ends elsewhere/],
    ['lost personal rows', `DELETE FROM complaint_personal WHERE seq = 1`, /personal rows are missing/],
    ['a lost message', `DELETE FROM complaint_message WHERE key LIKE '%/assigned/%'`, /message .* is lost/],
    ['a message that waits', `UPDATE complaint_message SET state = 'pending' WHERE seq = 1`, /is pending/],
    [
      'a command between records that was not done',
      `UPDATE complaint_entry SET command_id = NULL WHERE type = 'link'`,
      /was done 0 times/,
    ],
    ['a clock row that lags behind', `UPDATE complaint_clock SET breached_at = NULL`, /tells another story/],
    ['a lost clock row', `DELETE FROM complaint_clock WHERE obligation = 'first-contact'`, /has no row/],
    ['a record that nobody woke', `UPDATE complaint_record SET wake_at = 1`, /still waits to be woken/],
  ])('finds %s', async (_, sql, finding) => {
    expect((await findings(sql)).join('\n')).toMatch(finding)
  })

  it('finds commands that were done twice, or for another complaint, or never', async () => {
    const [first] = readNotes(sound.notes).filter((one) => one.what === 'acknowledged')
    if (first === undefined) throw new Error('nothing was acknowledged')
    const said = async (one: Note) => (await findingsWith((notes) => [...notes, one])).join('\n')
    expect(await said(first)).toMatch(/was done twice/)
    expect(await said({ ...first, complaint: 'another' })).toMatch(/for another complaint/)
    expect(await said({ ...first, commandId: 'never-sent' })).toMatch(/is lost/)
    expect(await said({ ...first, version: first.version + 7 })).toMatch(/and made/)
  })

  it('finds messages that never went out, went out under two contents, or that nobody wrote', async () => {
    const isDelivery = (one: Note) => one.what === 'delivered'
    const silent = await findingsWith((notes) => notes.filter((one) => !isDelivery(one)))
    expect(silent.join('\n')).toMatch(/never reached the provider/)
    const twisted = await findingsWith((notes) => [
      ...notes,
      ...notes.filter(isDelivery).map((one) => ({ ...one, recipient: 'somebody-else' })),
    ])
    expect(twisted.join('\n')).toMatch(/two messages went out under/)
    const forged = await findingsWith((notes) => [
      ...notes,
      ...notes.filter(isDelivery).map((one) => ({ ...one, key: 'forged' })),
    ])
    expect(forged.join('\n')).toMatch(/under forged and nobody wrote it/)
  })

  it('finds a deadline that was missed and that nobody said', async () => {
    // Each deadline that was met is one that should have been said, were it now and not then that it was met.
    const db = new DatabaseSync(path)
    const bodies = db.prepare(`SELECT body FROM complaint_entry WHERE type = 'wake'`).all()
    db.close()
    expect(bodies.length).toBeGreaterThan(3)
    const quiet = `UPDATE complaint_entry SET body = replace(body, '"what":"breach"', '"what":"silence"')`
    expect((await findings(quiet)).join('\n')).toMatch(/and said (nothing|reminder 1|warning 1)/)
    const twice = `UPDATE complaint_entry SET body = replace(replace(body, '"what":"reminder"', '"what":"breach"'), '"ordinal":2', '"ordinal":1')`
    expect((await findings(twice)).join('\n')).toMatch(/said breach 1 twice/)
  })
})
