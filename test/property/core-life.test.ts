import { deepStrictEqual } from 'node:assert/strict'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide } from '../../src/core/decide.ts'
import type { Decision, EntryBody, Envelope, LiveRecord, Wake } from '../../src/core/decision.ts'
import { explain } from '../../src/core/explain.ts'
import { newRecord, restoreRecord, stateText } from '../../src/core/record.ts'
import { viewOf } from '../../src/core/view.ts'
import { canonicalJson } from '../../src/domain/json.ts'
import type { Case } from '../../src/policy/case.ts'
import type { Policy } from '../../src/policy/policy.ts'
import { acts, key, type Life, live, SECRET, START, writtenBy } from './arbitraries-life.ts'
import { type Meddle, randomPolicy } from './arbitraries-policy.ts'
import { runs, seed, timeout } from './arbitraries-runs.ts'

/** The record as it comes out of a store. */
const stored = (policy: Policy, record: LiveRecord): LiveRecord =>
  restoreRecord(policy, {
    key: record.key,
    seq: record.seq,
    version: record.version,
    policy: record.policy,
    hash: '',
    machine: '',
    state: stateText(record),
    columns: {
      number: '',
      status: 'open',
      major: false,
      ticketType: '',
      channel: '',
      confidentiality: 'named',
      openedAt: 0,
      updatedAt: 0,
    },
  })

/** A record's state, whatever the order of its members: an entry's text has them sorted. */
const stateOf = (record: LiveRecord): string => canonicalJson(JSON.parse(stateText(record)))

/** All that a decision says, as text; without the machine's own snapshot, of which the state is what is kept. */
function saidBy(decision: Decision): string {
  if (decision.kind === 'failed') return canonicalJson({ kind: 'failed', ...decision.error.details })
  const written = writtenBy(decision)
  if (written === undefined) return canonicalJson(decision)
  const { record, ...rest } = written
  const kept = { seq: record.seq, version: record.version, state: JSON.parse(stateText(record)) }
  return canonicalJson({ ...decision, written: { ...rest, record: kept } })
}

/** The input that an entry was decided on. */
function inputOf({ kind, at, by, receivedAt, commandId = '', command, occurredAt, persons }: EntryBody): unknown {
  if (kind === 'wake') return { wake: true, receivedAt: at }
  return {
    command,
    by,
    commandId,
    receivedAt,
    ...(occurredAt !== undefined && { occurredAt }),
    ...(persons !== undefined && { persons }),
  }
}
const isInput = (value: unknown): value is Envelope | Wake =>
  typeof value === 'object' && value !== null && ('wake' in value || 'command' in value)

/** Replays a history from its texts: the entries that come of it, and the record at their end. */
function replayed(policy: Policy, texts: readonly string[]): { record: LiveRecord; texts: readonly string[] } {
  let record = newRecord(policy, key, 'R-000001')
  const again = texts.flatMap((text) => {
    const input = inputOf(JSON.parse(text))
    if (!isInput(input)) throw new Error('an entry is of a wake or of a command')
    const written = writtenBy(decide(policy, record, input))
    record = written?.record ?? record
    return written?.entries.map((entry) => canonicalJson(entry.body)) ?? []
  })
  return { record, texts: again }
}

/** That no number is lost, in the entries and in the record. */
function requireGapless({ entries, record }: Life): void {
  expect(entries.map((entry) => entry.seq)).toEqual(entries.map((_entry, i) => i + 1))
  expect(record.seq).toBe(entries.length)
  let version = 0
  let last = 0
  for (const { kind, version: now, at } of entries) {
    version += kind === 'refusal' ? 0 : 1
    expect(now).toBe(version)
    expect(at).toBeGreaterThanOrEqual(last)
    last = at
  }
  expect(record.version).toBe(version)
}

const scenario = fc.record({ random: randomPolicy(START), acts: acts(24) })

/** Faults that come and go with the case, so that the same case gives the same answer. */
const faults: readonly ((c: Case) => unknown)[] = [
  () => {
    throw new Error(SECRET)
  },
  () => undefined,
  () => SECRET,
  () => Number.NaN,
  () => null,
  () => Promise.resolve(true),
  () => Promise.reject(new Error(SECRET)),
  (c) => Object.assign(c, { major: true }),
  (c) => (c.allegations as unknown[]).push({ id: 'a9' }),
  (c) => Object.assign(c.facts, { flag: true }),
  () => ({ hours: Number.NEGATIVE_INFINITY }),
  () => ({
    get hours() {
      throw new Error(SECRET)
    },
  }),
]
const faulty = (modulus: number, salt: number): Meddle => {
  return (rule, predicate) => (c) => {
    const mood =
      salt +
      rule.length +
      c.count('noted') * 3 +
      c.count('contacted') * 5 +
      c.count('promised') * 7 +
      c.allegations.length
    const fault = mood % modulus === 0 ? faults[Math.floor(mood / modulus) % faults.length] : undefined
    // What a faulty predicate answers has no type; the policy is told so by what it does with it.
    return fault === undefined ? predicate(c) : (fault(c) as ReturnType<typeof predicate>)
  }
}

describe(`a life of a complaint (fast-check seed ${seed})`, () => {
  it('loses no number, and is the same when every record comes out of the store', { timeout }, () => {
    fc.assert(
      fc.property(scenario, ({ random: { policy }, acts }) => {
        const life = live(policy, acts, { wakes: true })
        requireGapless(life)
        for (const { before, input, decision } of life.told) {
          if (before.seq === 0) continue
          const restored = stored(policy, before)
          expect(stateText(restored)).toBe(stateText(before))
          expect(saidBy(decide(policy, restored, input))).toBe(saidBy(decision))
        }
        const text = stateText(life.record)
        deepStrictEqual(JSON.parse(text), JSON.parse(stateText(stored(policy, life.record))))
      }),
      runs(150),
    )
  })

  it('replayed from the texts of its entries, it is the same record with the same entries', { timeout }, () => {
    fc.assert(
      fc.property(scenario, ({ random: { policy }, acts }) => {
        const life = live(policy, acts, { wakes: true })
        const texts = life.entries.map((entry) => canonicalJson(entry))
        const again = replayed(policy, texts)
        expect(again.texts).toEqual(texts)
        expect(stateOf(again.record)).toBe(stateOf(life.record))
        expect({ seq: again.record.seq, version: again.record.version }).toEqual({
          seq: life.record.seq,
          version: life.record.version,
        })
      }),
      runs(200),
    )
  })

  it('counter-scenario: a history that lacks an entry, or has two in the other order, is found out', {
    timeout,
  }, () => {
    const sameWithout = (change: (texts: readonly string[]) => readonly string[]) =>
      fc.check(
        fc.property(scenario, ({ random: { policy }, acts }) => {
          const life = live(policy, acts, { wakes: true })
          const texts = life.entries.map((entry) => canonicalJson(entry))
          expect(stateOf(replayed(policy, change(texts)).record)).toBe(stateOf(life.record))
        }),
        { ...runs(50), endOnFailure: true },
      ).failed
    expect(sameWithout((texts) => texts.toSpliced(1, 1))).toBe(true)
    expect(sameWithout((texts) => [...texts.slice(0, 1), ...texts.slice(1).reverse()])).toBe(true)
  })

  it('holds nothing that people wrote or are called: erasing that changes no decision', { timeout }, () => {
    fc.assert(
      fc.property(scenario, ({ random: { policy }, acts }) => {
        const life = live(policy, acts, { wakes: true })
        expect(life.told.map(({ decision }) => saidBy(decision)).join()).not.toContain(SECRET)
        expect(stateText(life.record)).not.toContain(SECRET)
      }),
      runs(100),
    )
  })

  it('never throws out of a decision or a view, whatever the predicates do, and keeps all of the above', {
    timeout,
  }, () => {
    let failed = 0
    fc.assert(
      fc.property(scenario, fc.integer({ min: 2, max: 9 }), fc.nat(50), ({ random, acts }, modulus, salt) => {
        const policy = random.make(faulty(modulus, salt))
        const life = live(policy, acts, { wakes: true })
        requireGapless(life)
        const texts = life.entries.map((entry) => canonicalJson(entry))
        const again = replayed(policy, texts)
        expect(again.texts).toEqual(texts)
        expect(stateOf(again.record)).toBe(stateOf(life.record))
        for (const { decision, before } of life.told) {
          if (decision.kind !== 'failed') continue
          failed += 1
          expect(decision.error.code).toBe('POLICY_FAILED')
          expect(JSON.stringify(decision.error)).not.toContain(SECRET)
          expect(() => stateText(before)).not.toThrow()
        }
        for (const { id, role } of [
          { id: 'ann', role: 'clerk' },
          { id: 'cust', role: 'customer' },
        ]) {
          if (life.record.seq > 0) expect(viewOf(policy, life.record, { id, role }).version).toBe(life.record.version)
        }
        for (const id of policy.rules.obligations.all.keys())
          expect(String(explain(policy, life.record, id))).not.toBe('')
      }),
      runs(200),
    )
    expect(failed).toBeGreaterThan(100)
  })

  it('cannot be changed by predicates that try to, and hide it', { timeout }, () => {
    const tampering: Meddle = (_rule, predicate) => (c) => {
      for (const attempt of [
        () => (c.allegations as unknown[]).push({ id: 'a9' }),
        () => Object.assign(Object(c.allegations[0]), { finding: 'upheld' }),
        () => Object.assign(c.facts, { flag: true }),
        () => Object.assign(c, { category: 'service', has: () => true }),
      ]) {
        try {
          attempt()
        } catch {}
      }
      return predicate(c)
    }
    fc.assert(
      fc.property(scenario, ({ random, acts }) => {
        const honest = live(random.policy, acts, { wakes: true })
        const tampered = live(random.make(tampering), acts, { wakes: true })
        expect(tampered.entries.map((entry) => canonicalJson(entry))).toEqual(
          honest.entries.map((entry) => canonicalJson(entry)),
        )
        expect(stateText(tampered.record)).toBe(stateText(honest.record))
      }),
      runs(100),
    )
  })
})
