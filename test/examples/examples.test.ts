import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Runs an example as a user does, and answers what it printed. */
function run(name: string, ...args: readonly string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', ['run', '--silent', 'example', '--', name, ...args], { cwd: root })
    let output = ''
    const take = (chunk: Buffer): void => {
      output += chunk.toString()
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}

/** What each example has to print; one that is missing here fails the test. */
const expected: Readonly<Record<string, readonly (string | RegExp)[]>> = {
  'first-desk': ['settled open', 'notPermitted []', 'closed resolved'],
  quickstart: [
    'LENOVO-000001',
    'handler determined [LS-08]: due 2026-03-02 10:00:00',
    'the process stops',
    'handler determined [LS-08]: MISSED, due 2026-03-02 10:00:00',
    '▲ now with head of the station',
    '✉ h.sun: handler-overdue',
    'handler determined [LS-08]: met late by 1 hour 50 minutes',
    'level 1, customer interface: settled',
    'complaint closed: REFUSED',
    'level 2, accountability, level 3, improvement',
    'responsible party found',
    'root cause found',
    'read across',
    'effect verified',
    'level 3, improvement: settled',
    /settled with the customer .*, closed /,
    /history: \d+ entries, the chain is whole, sealed by [0-9a-f]{16}…/,
  ],
}

const names = readdirSync(new URL('../../examples/', import.meta.url))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))

describe('examples', () => {
  it.each(names)('%s runs to its end and prints what it shows', async (name) => {
    const lines = expected[name]
    expect(lines, `examples/${name}.ts has no expectations here`).toBeDefined()
    const { code, output } = await run(name)
    expect(code, output).toBe(0)
    let from = 0
    for (const line of lines ?? []) {
      const at = output.slice(from).search(typeof line === 'string' ? literal(line) : line)
      expect(at, `'${line}' in its place in\n${output}`).toBeGreaterThanOrEqual(0)
      from += at
    }
    expect(output).not.toContain(String.fromCharCode(27))
  })

  it('the quickstart goes on in a second process, prints no personal data, and speaks Chinese', async () => {
    const { code, output } = await run('quickstart', '--zh')
    expect(code, output).toBe(0)
    const processes = [...output.matchAll(/进程 (\d+)/g)].map(([, id]) => id)
    expect(new Set(processes).size).toBe(2)
    for (const secret of ['刘先生', '138 0000 0000', '找清洗盘', '没有配备清洗盘']) expect(output).not.toContain(secret)
    for (const words of ['超时', '拒绝', '触类旁通', '效果', '链条完整']) expect(output).toContain(words)
  })

  it('an unknown example is named with those that there are', async () => {
    const { code, output } = await run('nothing-of-the-kind')
    expect(code).not.toBe(0)
    for (const name of names) expect(output).toContain(name)
  })
})

const literal = (text: string): RegExp => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
