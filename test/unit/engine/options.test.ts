import { describe, expect, test } from 'vitest'
import { createRedress } from '../../../src/engine/create-redress.ts'
import { readOptions } from '../../../src/engine/options.ts'
import { definePolicy } from '../../../src/policy/define-policy.ts'
import { memoryStore } from '../../../src/stores/memory/memory-store.ts'
import { shop } from './shop.ts'

const second = definePolicy({ ...shop.definition, version: 2 } as never)
const store = memoryStore()

const issuesOf = (options: object): readonly string[] => {
  try {
    createRedress(options as never)
    return []
  } catch (error) {
    const { code, details } = error as { code: string; details: { issues: { path: string; message: string }[] } }
    expect(code).toBe('CONFIG_INVALID')
    return details.issues.map(({ path, message }) => `${path}: ${message}`)
  }
}

describe('options', () => {
  test('have defaults for everything but policies and store', () => {
    const settings = readOptions({ policies: [shop], store })
    expect(settings).toMatchObject({
      cacheSize: 1_000,
      toleranceMs: 60_000,
      commitBatch: 64,
      workers: {
        pollMs: 1_000,
        leaseMs: 30_000,
        batch: 100,
        deliveries: 16,
        deliveryTimeoutMs: 30_000,
        attempts: 20,
        graceMs: 10_000,
      },
    })
    expect(settings.ids.next()).toMatch(/^[\da-f-]{36}$/)
  })

  test('look less often at a store that tells what others write', () => {
    const told = { ...store, watch: () => () => {} }
    expect(readOptions({ policies: [shop], store: told }).workers.pollMs).toBe(2_500)
    expect(readOptions({ policies: [shop], store: told, workers: { pollMs: 100 } }).workers.pollMs).toBe(100)
  })

  test.each<[string, object, readonly string[]]>([
    ['nothing', {}, ['policies: must list at least one policy, made by definePolicy', 'store: is missing']],
    ['no policy', { policies: [], store }, ['policies: must list at least one policy, made by definePolicy']],
    [
      'a definition instead of a policy',
      { policies: [shop.definition], store },
      ['policies.0: is no policy; make it by definePolicy'],
    ],
    ['a policy twice', { policies: [shop, shop], store }, ['policies.1: shop version 1 is listed twice']],
    [
      'two current versions',
      { policies: [shop, second], store },
      ["policies.1: two versions of 'shop' are current; one is retired"],
    ],
    [
      'a current version that is retired',
      { policies: [shop], retired: [shop], store },
      ['retired.0: shop version 1 is listed twice'],
    ],
    [
      'a store that is none',
      { policies: [shop], store: { load() {} } },
      ['store: lacks migrate(), ping(), commit(), claimDue(), claimMessages(), find(), entries()'],
    ],
    ['a channel that is none', { policies: [shop], store, channels: { mail: {} } }, ['channels.mail: lacks deliver()']],
    ['a directory that is none', { policies: [shop], store, directory: 7 }, ['directory: must be an object']],
    [
      'numbers out of range',
      { policies: [shop], store, cacheSize: -1, workers: { leaseMs: 0.5, attempts: 0 } },
      [
        'cacheSize: must be a whole number, 0 or more',
        'workers.leaseMs: must be a whole number, 2 or more',
        'workers.attempts: must be a whole number, 1 or more',
      ],
    ],
    ['a listener that is none', { policies: [shop], store, onEvent: 'log' }, ['onEvent: must be a function']],
  ])('%s is refused when the desk is made', (_name, options, issues) => {
    expect(issuesOf(options)).toEqual(issues)
  })

  test('no options at all are refused, too', () => {
    expect(() => createRedress(undefined as never)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
  })
})
