import { execFileSync } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }

const root = join(import.meta.dirname, '../..')
const wanted = /\d+/.exec(manifest.devDependencies.node)?.[0]

describe('the tool chain', () => {
  it('runs on the Node that the package brings along, whichever the machine has', () => {
    expect(wanted).toBe('24')
    expect(process.versions.node.split('.')[0]).toBe(wanted)
  })

  it('puts that Node first in every npm script', () => {
    // Without what this run's own npm put there: the machine's PATH, as a user's shell has it.
    const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'))
    const printed = execFileSync('npm', ['run', '--silent', 'versions'], {
      cwd: root,
      env: { ...process.env, PATH: path.join(delimiter) },
      encoding: 'utf8',
    })
    expect(printed.split('\n')[0]).toMatch(new RegExp(`^v${wanted}\\.`))
  })
})
