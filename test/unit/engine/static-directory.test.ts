import { describe, expect, test } from 'vitest'
import { lookUp, membersOf } from '../../../src/engine/directory.ts'
import { staticDirectory } from '../../../src/engine/static-directory.ts'

const directory = staticDirectory(
  [
    { id: 'li', roles: ['engineer'], unit: 'beijing', aliases: ['li2'], superiors: ['zhao'] },
    { id: 'zhao', roles: ['head', 'engineer'], unit: 'shanghai' },
    { id: 'li', roles: ['engineer'], tenant: 'other' },
    { id: 'sun', roles: ['engineer'], tenant: 'another' },
  ].filter(({ tenant }) => tenant !== 'other'),
)

const at = new Date('2026-03-02T01:00:00Z')

describe('staticDirectory', () => {
  test('answers the members of a role, a unit, and a role in a unit, of the tenant', async () => {
    expect(await directory.members({ at, tenant: 'default', role: 'engineer' })).toEqual(['li', 'zhao'])
    expect(await directory.members({ at, tenant: 'default', unit: 'beijing' })).toEqual(['li'])
    expect(await directory.members({ at, tenant: 'default', role: 'head', unit: 'beijing' })).toEqual([])
    expect(await directory.members({ at, tenant: 'another', role: 'engineer' })).toEqual(['li', 'zhao', 'sun'])
  })

  test('answers people without what only the directory needs', async () => {
    expect(await directory.persons(['li', 'nobody', 'sun'], { tenant: 'default' })).toEqual([
      { id: 'li', unit: 'beijing', aliases: ['li2'], superiors: ['zhao'] },
    ])
  })

  test('refuses an id that is listed twice', () => {
    expect(() => staticDirectory([{ id: 'li' }, { id: 'li' }])).toThrow(/twice/)
    expect(() =>
      staticDirectory([
        { id: 'li', tenant: 'a' },
        { id: 'li', tenant: 'b' },
      ]),
    ).not.toThrow()
  })
})

describe('asking a directory', () => {
  test('who is not known, and all where there is none, is the id alone', async () => {
    expect(await lookUp(directory, ['li', 'nobody'], 'default')).toMatchObject({
      li: { unit: 'beijing' },
      nobody: { id: 'nobody' },
    })
    expect(await lookUp(undefined, ['li'], 'default')).toEqual({ li: { id: 'li' } })
    expect(await membersOf(undefined, { at, tenant: 'default', role: 'engineer' })).toEqual([])
  })

  test('people that nobody asked for are not taken', async () => {
    const talkative = { persons: async () => [{ id: 'li' }, { id: 'zhao' }], members: async () => [] }
    expect(await lookUp(talkative, ['li'], 'default')).toEqual({ li: { id: 'li' } })
  })

  test.each<[string, () => Promise<never>]>([
    ['throws', () => Promise.reject(new Error('x'))],
    [
      'throws at once',
      () => {
        throw new Error('x')
      },
    ],
    ['answers no list', () => Promise.resolve({}) as Promise<never>],
    ['answers people without ids', () => Promise.resolve([{}]) as Promise<never>],
  ])('one that %s is a retryable failure', async (_name, answer) => {
    const shaky = { persons: answer, members: answer }
    const failed = { code: 'DIRECTORY_FAILED', retryable: true }
    await expect(lookUp(shaky, ['li'], 'default')).rejects.toMatchObject(failed)
    await expect(membersOf(shaky, { at, tenant: 'default' })).rejects.toMatchObject(failed)
  })
})
