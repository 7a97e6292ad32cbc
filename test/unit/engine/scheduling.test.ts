import { describe, expect, test } from 'vitest'
import { simulatedClock, systemClock } from '../../../src/clock.ts'
import { after, createAlarm, type Round } from '../../../src/engine/alarm.ts'
import { backoffMs, pause } from '../../../src/engine/backoff.ts'
import { createRecordCache } from '../../../src/engine/record-cache.ts'
import { createRecordQueue } from '../../../src/engine/record-queue.ts'
import { createSlots } from '../../../src/engine/slots.ts'
import { turns } from './shop.ts'

const gate = () => {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

describe('the queue of a record', () => {
  test('runs the jobs of one key in their order and never two at a time', async () => {
    const queue = createRecordQueue()
    const log: string[] = []
    const job = (name: string) => async () => {
      log.push(`${name} begins`)
      await turns(2)
      log.push(`${name} ends`)
    }
    await Promise.all([queue.run('a', job('1')), queue.run('a', job('2')), queue.run('a', job('3'))])
    expect(log).toEqual(['1 begins', '1 ends', '2 begins', '2 ends', '3 begins', '3 ends'])
  })

  test('lets other keys run meanwhile', async () => {
    const queue = createRecordQueue()
    const { open, opened } = gate()
    const slow = queue.run('a', () => opened)
    expect(await queue.run('b', async () => 'done')).toBe('done')
    open()
    await slow
  })

  test('goes on after a job that fails', async () => {
    const queue = createRecordQueue()
    const failing = queue.run('a', () => Promise.reject(new Error('no')))
    const next = queue.run('a', async () => 'yes')
    await expect(failing).rejects.toThrow('no')
    expect(await next).toBe('yes')
  })
})

describe('slots', () => {
  test('hold so many jobs at a time and count the ones that wait', async () => {
    const slots = createSlots(2)
    const { open, opened } = gate()
    let running = 0
    let most = 0
    const jobs = Array.from({ length: 5 }, () =>
      slots.run(async () => {
        most = Math.max(most, ++running)
        await opened
        running--
      }),
    )
    await turns()
    expect(slots.waiting).toBe(3)
    open()
    await Promise.all(jobs)
    expect(most).toBe(2)
    expect(slots.waiting).toBe(0)
  })
})

describe('the cache', () => {
  test.each([0, 1, 2, 3, 10, 11])('never holds more than its bound of %i', (most) => {
    const cache = createRecordCache<number>(most)
    for (let i = 1; i < 100; i++) {
      cache.set(`k${i}`, i)
      cache.get(`k${i - (i % 3)}`)
      expect(cache.size).toBeLessThanOrEqual(most)
    }
  })

  test('keeps what is asked for and forgets what is not', () => {
    const cache = createRecordCache<number>(10)
    cache.set('kept', 1)
    cache.set('forgotten', 2)
    for (let i = 0; i < 50; i++) {
      cache.set(`k${i}`, i)
      cache.get('kept')
    }
    expect(cache.get('kept')).toBe(1)
    expect(cache.get('forgotten')).toBeUndefined()
    cache.delete('kept')
    expect(cache.get('kept')).toBeUndefined()
  })
})

describe('backoff', () => {
  test('doubles, is capped, and lies between half and all of it by chance', () => {
    const backoff = { baseMs: 1_000, mostMs: 10_000 }
    expect([1, 2, 3, 4, 5, 100].map((failures) => backoffMs(backoff, failures, 1))).toEqual([
      1_000, 2_000, 4_000, 8_000, 10_000, 10_000,
    ])
    expect(backoffMs(backoff, 2, 0)).toBe(1_000)
  })

  test('a pause lasts as long as the clock says, and a turn when the clock is simulated', async () => {
    await pause(simulatedClock(0), 1_000_000)
    const delays: number[] = []
    const clock = {
      ...systemClock,
      schedule(delayMs: number, run: () => void) {
        delays.push(delayMs)
        run()
        return () => {}
      },
    }
    await pause(clock, 77)
    expect(delays).toEqual([77])
  })
})

describe('the alarm', () => {
  const setUp = (round: () => Promise<Round>) => {
    const clock = simulatedClock(0)
    const failures: unknown[] = []
    const alarm = createAlarm({
      clock,
      pollMs: 1_000,
      random: () => 1,
      round,
      failed: (error) => failures.push(error),
    })
    return { clock, alarm, failures }
  }

  test('rings at the instant that the round named, not later and not for every earlier look', async () => {
    const at: number[] = []
    const { clock, alarm } = setUp(async () => {
      at.push(clock.now())
      return { done: 0, nextAt: after(clock.now(), 300) }
    })
    alarm.start()
    clock.advance(0)
    await turns()
    clock.advance(299)
    await turns()
    expect(at).toEqual([0])
    clock.advance(1)
    await turns()
    expect(at).toEqual([0, 300])
    await alarm.stop()
  })

  test('looks again after the poll interval when nothing is known to be due, and earlier when rung', async () => {
    const at: number[] = []
    const { clock, alarm } = setUp(async () => {
      at.push(clock.now())
      return { done: 0 }
    })
    alarm.start()
    clock.advance(0)
    await turns()
    clock.advance(1_000)
    await turns()
    alarm.ring(1_200)
    alarm.ring(1_500)
    clock.advance(200)
    await turns()
    expect(at).toEqual([0, 1_000, 1_200])
    await alarm.stop()
    clock.advance(10_000)
    await turns()
    expect(at).toHaveLength(3)
  })

  test('runs one round at a time; who asks meanwhile shares the next one', async () => {
    let running = 0
    let most = 0
    let rounds = 0
    const { alarm } = setUp(async () => {
      rounds++
      most = Math.max(most, ++running)
      await turns(3)
      running--
      return { done: 0 }
    })
    await Promise.all([alarm.run(), alarm.run(), alarm.run(), alarm.run()])
    expect({ most, rounds }).toEqual({ most: 1, rounds: 2 })
  })

  test('a round that fails is told and tried again with backoff', async () => {
    let rounds = 0
    const { clock, alarm, failures } = setUp(async () => {
      rounds++
      throw new Error('away')
    })
    alarm.start()
    clock.advance(0)
    await turns()
    clock.advance(1_000)
    await turns()
    clock.advance(1_000)
    await turns()
    expect(rounds).toBe(2)
    clock.advance(1_000)
    await turns()
    expect(rounds).toBe(3)
    expect(failures).toHaveLength(3)
    await alarm.stop()
  })
})
