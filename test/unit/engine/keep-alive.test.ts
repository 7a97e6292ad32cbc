import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const src = (file: string): string => JSON.stringify(fileURLToPath(new URL(`../../../src/${file}`, import.meta.url)))

const prelude = `
  import { createRedress } from ${src('engine/create-redress.ts')}
  import { memoryStore } from ${src('stores/memory/memory-store.ts')}
  import { simpleFlow } from ${src('policies/index.ts')}
  const inner = memoryStore()
  const by = { id: 'wang', role: 'registrar' }
  const complaint = { policy: 'simple-flow', channel: 'phone', summary: 'x' }
`

/** What a process prints in which nothing else is going on. */
const run = async (body: string): Promise<string> => {
  const code = prelude + body
  const args = ['--input-type=module-typescript', '--disable-warning=ExperimentalWarning', '-e', code]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return stdout.trim()
}

test('a process does not end while a command waits for its next try', async () => {
  const body = `
    let busy = 4
    const commit = async (changes) =>
      changes[0].basedOn > 0 && busy-- > 0 ? changes.map(() => 'busy') : inner.commit(changes)
    const redress = createRedress({ policies: [simpleFlow], store: { ...inner, commit } })
    const c = await redress.submit(complaint, { by })
    console.log((await redress.send(c.id, { type: 'note', text: 'y' }, { by })).version)
  `
  expect(await run(body)).toBe('2')
})

test('a process of workers does not end before they are stopped, and ends then', async () => {
  const body = `
    const redress = createRedress({ policies: [simpleFlow], store: inner })
    await redress.start()
    setTimeout(() => void redress.stop().then(() => console.log('stopped')), 100).unref()
  `
  expect(await run(body)).toBe('stopped')
})
