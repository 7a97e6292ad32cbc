import { describe, expect, it } from 'vitest'
import { countingIds, randomIds } from '../../src/ids.ts'

describe('randomIds', () => {
  it('makes UUIDs of version 7 that begin with the instant and never repeat, over many refills of the pool', () => {
    let now = Date.UTC(2026, 2, 2)
    const ids = randomIds(() => now)
    const made = new Set<string>()
    for (let i = 0; i < 5_000; i++) {
      const id = ids.next()
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      expect(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toBe(now)
      made.add(id)
      now += 1
    }
    expect(made.size).toBe(5_000)
    expect([...made]).toEqual([...made].sort())
  })

  it('makes salts of 16 bytes that never repeat', () => {
    const ids = randomIds()
    const salts = Array.from({ length: 2_000 }, () => ids.salt())
    expect(salts.every((salt) => /^[0-9a-f]{32}$/.test(salt))).toBe(true)
    expect(new Set(salts).size).toBe(2_000)
    expect(salts).not.toContain('0'.repeat(32))
  })
})

it('countingIds repeats from run to run', () => {
  const run = () => {
    const ids = countingIds('c')
    return [ids.next(), ids.salt(), ids.next(), ids.random()]
  }
  expect(run()).toEqual(run())
})
