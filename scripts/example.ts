/** `npm run example -- NAME [arguments]`: runs `examples/NAME.ts`. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = new URL('../examples/', import.meta.url)
const names = existsSync(folder)
  ? readdirSync(folder)
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
      .map((file) => file.slice(0, -'.ts'.length))
      .sort()
  : []

const [name, ...args] = process.argv.slice(2)
if (name === undefined || !names.includes(name)) {
  const problem = name === undefined ? 'Which example?' : `There is no example "${name}".`
  const list = names.length > 0 ? `There are:\n${names.map((known) => `  ${known}`).join('\n')}` : 'There is none yet.'
  console.error(`${problem} Usage: npm run example -- NAME\n${list}`)
  process.exit(1)
}

// execArgv carries tsx's loader over, so that the example runs as `tsx examples/NAME.ts` would.
const file = new URL(`${name}.ts`, folder)
const { status, error } = spawnSync(process.execPath, [...process.execArgv, fileURLToPath(file), ...args], {
  stdio: 'inherit',
})
if (error) throw error
process.exit(status ?? 1)
