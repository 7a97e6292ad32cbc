import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { changedClockRows } from '../../src/core/columns.ts'
import { decide } from '../../src/core/decide.ts'
import { newRecord, restoreRecord, stateText, stateTree } from '../../src/core/record.ts'
import type { ClockRow, HistoryEntry, PersonalRow, StoredRecord } from '../../src/domain/record.ts'
import { verifyHistory } from '../../src/engine/verify-history.ts'
import { lenovo, simpleFlow } from '../../src/policies/index.ts'
import type { Policy } from '../../src/policy/policy.ts'

/** What one file in a version's folder holds: a complaint as that version stored it. */
interface Frozen {
  readonly record: StoredRecord
  readonly entries: readonly HistoryEntry[]
  readonly clocks: readonly ClockRow[]
  readonly personal: readonly PersonalRow[]
}

const root = new URL('../frozen/', import.meta.url)
const policies: readonly Policy[] = [lenovo, simpleFlow]
const files = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => readdirSync(new URL(`${name}/`, root)).map((file) => `${name}/${file}`))

const read = (file: string): Frozen => JSON.parse(readFileSync(new URL(file, root), 'utf8'))
const policyOf = ({ policy }: StoredRecord): Policy => {
  const found = policies.find((one) => one.id === policy.id && one.version === policy.version)
  if (found === undefined)
    throw new Error(`${policy.id} version ${policy.version} is gone; keep it as a retired policy`)
  return found
}

it('this version has frozen what it stores', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  expect(files.filter((file) => file.startsWith(`${version}/`)).length).toBeGreaterThan(5)
})

describe.each(files)('L14 what a released version stored, %s', (file) => {
  const { record, entries, clocks, personal } = read(file)
  const policy = policyOf(record)

  it('fits the machine of today', () => {
    expect(createHash('sha256').update(stateTree(policy)).digest('hex')).toBe(record.machine)
  })

  it('is restored and written again without a change', () => {
    expect(JSON.parse(stateText(restoreRecord(policy, record)))).toEqual(JSON.parse(record.state))
  })

  it('has the same due instants', () => {
    const { snapshot, key } = restoreRecord(policy, record)
    const nothing = newRecord(policy, key, record.columns.number).snapshot.context.complaint
    expect(changedClockRows(policy, key, nothing, snapshot.context.complaint)).toEqual(clocks)
  })

  it('says nothing twice: a wake at its last instant finds nothing', () => {
    const live = restoreRecord(policy, record)
    expect(decide(policy, live, { wake: true, receivedAt: live.snapshot.context.complaint.at }).kind).toBe('nothing')
  })

  it('has a whole history', () => {
    expect(verifyHistory({ key: record.key, entries, head: record, personal }).ok).toBe(true)
    const [first, ...others] = entries
    if (first === undefined) throw new Error('a history has entries')
    const changed = [{ ...first, body: first.body.replace('register', 'registre') }, ...others]
    expect(verifyHistory({ key: record.key, entries: changed, head: record, personal }).ok).toBe(false)
  })
})
