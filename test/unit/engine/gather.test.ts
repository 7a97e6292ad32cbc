import { expect, test } from 'vitest'
import { gather } from '../../../src/engine/gather.ts'
import { turns } from './shop.ts'

const recorder = () => {
  const batches: number[][] = []
  const double = async (items: readonly number[]) => {
    batches.push([...items])
    return items.map((item) => item * 2)
  }
  return { batches, double }
}

test('what is asked for in one turn shares a call, and each gets its own answer', async () => {
  const { batches, double } = recorder()
  const ask = gather({ most: 10, inFlight: 1 }, double)
  expect(await Promise.all([ask(1), ask(2), ask(3)])).toEqual([2, 4, 6])
  expect(batches).toEqual([[1, 2, 3]])
})

test('a call never holds more than its bound', async () => {
  const { batches, double } = recorder()
  const ask = gather({ most: 2, inFlight: 1 }, double)
  await Promise.all([1, 2, 3, 4, 5].map(ask))
  expect(batches).toEqual([[1, 2], [3, 4], [5]])
})

test('what waits is shared out over the calls that may go out, and few stay together', async () => {
  const { batches, double } = recorder()
  const ask = gather({ most: 10, inFlight: 2, least: 3 }, async (items: readonly number[]) => {
    const answers = await double(items)
    await turns()
    return answers
  })
  await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(ask))
  expect(batches).toEqual([
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ])
  batches.length = 0
  await Promise.all([1, 2, 3].map(ask))
  expect(batches).toEqual([[1, 2, 3]])
})

test('the next call gathers while one is on its way', async () => {
  const batches: number[][] = []
  const release: (() => void)[] = []
  const ask = gather({ most: 10, inFlight: 1 }, async (items: readonly number[]) => {
    batches.push([...items])
    await new Promise<void>((resolve) => release.push(resolve))
    return items
  })
  const first = ask(1)
  await turns()
  const others = [ask(2), ask(3)]
  await turns()
  const fourth = ask(4)
  await turns()
  expect(batches).toEqual([[1]])
  release.shift()?.()
  await first
  await turns()
  expect(batches).toEqual([[1], [2, 3, 4]])
  release.shift()?.()
  expect(await Promise.all([...others, fourth])).toEqual([2, 3, 4])
})

test('what the call throws is thrown to each of its callers, and the next call is made all the same', async () => {
  let calls = 0
  const ask = gather({ most: 10, inFlight: 1 }, async (items: readonly number[]) => {
    if (++calls === 1) throw new Error('away')
    return items
  })
  const results = await Promise.allSettled([ask(1), ask(2)])
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await ask(3)).toBe(3)
})

test('a call that answers too little fails instead of leaving somebody without an answer', async () => {
  const ask = gather({ most: 10, inFlight: 1 }, async (items: readonly number[]) => items.slice(1))
  const results = await Promise.allSettled([ask(1), ask(2)])
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})
