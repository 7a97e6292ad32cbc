/**
 * A store of one's own: a journal in one file, proved by the contract of `redress/testing`.
 *
 * `memoryStore` is the reference of the port, and what it answers follows from what it was asked alone: it reads no clock
 * and draws no lot. So a store that lasts is a journal of every call that changes something. Whoever opens the file asks a
 * new memory the same again. That is enough for one process and some ten thousand complaints.
 *
 * Run it with `npm run example -- custom-store`.
 */
import {
  appendFileSync,
  closeSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Change, memoryStore, RedressError, type Store } from 'redress'
import { storeContract } from 'redress/testing'

type Method = Exclude<keyof Store, 'watch' | 'transaction' | 'commitGroups'>
type Line = readonly [method: Method, parameters: readonly unknown[]]

async function journalStore(path: string): Promise<Store> {
  const memory = memoryStore()

  /** Replaces the file: whole or not at all, and for good when it returns. */
  const replace = (text: string): void => {
    writeFileSync(`${path}.new`, text, { flush: true })
    renameSync(`${path}.new`, path)
    const folder = openSync(dirname(path), 'r')
    fsyncSync(folder)
    closeSync(folder)
  }

  appendFileSync(path, '')
  const found = readFileSync(path, 'utf8')
  // Who died in the middle of a line has answered nobody for it.
  const whole = found.slice(0, found.lastIndexOf('\n') + 1)
  replace(whole)
  for (const line of linesOf(whole)) {
    const [method, parameters]: Line = JSON.parse(line)
    await Reflect.apply(memory[method], memory, parameters)
  }

  /** Where the file cannot follow, memory is ahead of it, and nothing may be answered from it any more. */
  const lasting = async (write: () => void): Promise<void> => {
    try {
      write()
    } catch (cause) {
      await memory.close()
      const details = { reason: 'the journal cannot be written' }
      throw new RedressError('STORE_UNAVAILABLE', `${path} cannot be written. Open it anew.`, details, { cause })
    }
  }

  /**
   * A method that is written down: when memory has done it, and before anybody is told. Memory does its work in the call,
   * so the lines stand in the order of the calls.
   */
  const written =
    <Parameters extends readonly unknown[], Answer>(
      method: Method,
      call: (...parameters: Parameters) => Promise<Answer>,
    ) =>
    async (...parameters: Parameters): Promise<Answer> => {
      const answer = await call(...parameters)
      const line = JSON.stringify([method, parameters] satisfies Line)
      if (!isEmptyClaim(answer)) await lasting(() => appendFileSync(path, `${line}\n`, { flush: true }))
      return answer
    }

  return {
    ...memory,
    commit: written('commit', memory.commit),
    claimDue: written('claimDue', memory.claimDue),
    deferDue: written('deferDue', memory.deferDue),
    claimMessages: written('claimMessages', memory.claimMessages),
    renewMessages: written('renewMessages', memory.renewMessages),
    reportMessages: written('reportMessages', memory.reportMessages),
    redeliver: written('redeliver', memory.redeliver),
    failMessage: written('failMessage', memory.failMessage),
    reserveNumbers: written('reserveNumbers', memory.reserveNumbers),
    async erase(tenant, subject) {
      const keys = await memory.erase(tenant, subject)
      // A journal that is only added to would remember for ever.
      const isOther = (row: { key: { tenant: string }; subject: string }): boolean =>
        row.key.tenant !== tenant || row.subject !== subject
      const forgetting = (line: string): string => {
        const [method, [changes]]: readonly [Method, readonly [readonly Change[]]] = JSON.parse(line)
        if (method !== 'commit') return line
        return JSON.stringify([
          method,
          [changes.map((change) => ({ ...change, personal: change.personal.filter(isOther) }))],
        ])
      }
      await lasting(() =>
        replace(
          linesOf(readFileSync(path, 'utf8'))
            .map((line) => `${forgetting(line)}\n`)
            .join(''),
        ),
      )
      return keys
    },
  }
}

const linesOf = (text: string): readonly string[] => text.split('\n').slice(0, -1)

/** Who polls and finds nothing has changed nothing. */
const isEmptyClaim = (answer: unknown): boolean =>
  typeof answer === 'object' &&
  answer !== null &&
  'items' in answer &&
  Array.isArray(answer.items) &&
  answer.items.length === 0

// The proof. The suite takes the two functions of a test runner; here they only collect.
const folder = mkdtempSync(join(tmpdir(), 'redress-custom-store-'))
const paths = new Map<Store, string>()
const open = async (path: string): Promise<Store> => {
  const store = await journalStore(path)
  paths.set(store, path)
  return store
}
const skip = {
  'S-76': 'one process has the file',
  'S-79': 'a call ends before the next begins, so nothing is held while another looks',
}
const rules: { readonly name: string; readonly run: () => Promise<void> }[] = []
storeContract(
  { describe: (_, define) => define(), it: (name, run) => rules.push({ name, run }) },
  {
    name: 'journal store',
    open: () => open(join(folder, `${paths.size}.journal`)),
    reopen: (store) => open(paths.get(store) ?? ''),
    skip,
  },
)
for (const { name, run } of rules) {
  await run()
  console.log(name)
}
console.log(`the journal store keeps ${rules.length - Object.keys(skip).length} of ${rules.length} rules`)
rmSync(folder, { recursive: true })
