import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { digest } from './host-zone-digest.ts'

const script = fileURLToPath(new URL('host-zone-digest.ts', import.meta.url))

it('L05 L08 the holidays are the same dates whatever zone the host is in', { timeout: 60_000 }, () => {
  const printed = ['UTC', 'America/Los_Angeles', 'Pacific/Apia'].map((zone) =>
    execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', script], {
      env: { ...process.env, TZ: zone },
      encoding: 'utf8',
    })
      .trim()
      .split(' '),
  )
  expect(printed.map(([offset]) => offset)).toEqual(['0', '420', '-780'])
  expect(new Set(printed.map(([, of]) => of))).toEqual(new Set([digest()]))
})
