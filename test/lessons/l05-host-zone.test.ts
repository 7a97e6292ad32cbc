import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { Digests } from './l05-digest.ts'

const script = fileURLToPath(new URL('l05-digest.ts', import.meta.url))

async function digestsIn(zone: string): Promise<Digests> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', script], {
    env: { ...process.env, TZ: zone },
  })
  return JSON.parse(stdout)
}

describe('L05 the zone of the host', () => {
  const zones = ['UTC', 'America/Los_Angeles', 'Asia/Shanghai', 'Pacific/Apia']

  it('L05 does not show in any answer: due instants, holidays, what a desk says and prints', {
    timeout: 120_000,
  }, async () => {
    const all: Digests[] = []
    for (const zone of zones) all.push(await digestsIn(zone))
    const [first] = all
    // Each process was really somewhere else, and what reads the host's zone did answer something else there.
    expect(all.map(({ summerOffset }) => summerOffset)).toEqual([0, 420, -480, -780])
    expect(new Set(all.map(({ naive }) => naive)).size).toBeGreaterThan(1)
    for (const { answers } of all) expect(answers).toEqual(first?.answers)
    expect(Object.values(first?.answers ?? {}).every((hash) => /^[0-9a-f]{64}$/.test(hash))).toBe(true)
    expect(new Set(Object.values(first?.answers ?? {})).size).toBe(4)
  })
})
