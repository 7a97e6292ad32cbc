import { describe, expect, test } from 'vitest'
import { consoleChannel } from '../../../src/channels/console/console-channel.ts'
import { type Delivery, DeliveryError } from '../../../src/channels/contract.ts'
import { memoryChannel } from '../../../src/channels/memory/memory-channel.ts'

const delivery: Delivery = {
  channel: 'staff',
  key: 'k1',
  tenant: 'default',
  complaint: 'c1',
  number: 'SHOP-000001',
  recipient: 'li',
  template: 'overdue',
  params: { obligation: 'owner' },
  at: Date.UTC(2026, 2, 2, 1),
  attempts: 0,
}
const context = { signal: new AbortController().signal }

describe('memoryChannel', () => {
  test('keeps each delivery once and every call', async () => {
    const channel = memoryChannel()
    expect(await channel.deliver(delivery, context)).toEqual({ reference: 'k1' })
    await channel.deliver({ ...delivery, attempts: 1 }, context)
    await channel.deliver({ ...delivery, tenant: 'other' }, context)
    expect(channel.deliveries).toHaveLength(2)
    expect(channel.calls.map(({ attempts }) => attempts)).toEqual([0, 1, 0])
  })

  test('fails as it is told, once for each time', async () => {
    const channel = memoryChannel()
    channel.failNext(new DeliveryError('gone', { permanent: true }))
    await expect(channel.deliver(delivery, context)).rejects.toMatchObject({ permanent: true, name: 'DeliveryError' })
    await channel.deliver(delivery, context)
    expect(channel.deliveries).toEqual([delivery])
    channel.clear()
    expect([channel.deliveries, channel.calls]).toEqual([[], []])
  })
})

describe('consoleChannel', () => {
  test('writes a line of references', async () => {
    const lines: string[] = []
    const channel = consoleChannel({ write: (line) => lines.push(line) })
    await channel.deliver(delivery, context)
    expect(lines).toEqual(['2026-03-02T01:00:00.000Z  SHOP-000001  overdue → li'])
  })

  test('writes the line that it is told to write', async () => {
    const lines: string[] = []
    const channel = consoleChannel({ write: (line) => lines.push(line), line: ({ key }) => key })
    await channel.deliver(delivery, context)
    expect(lines).toEqual(['k1'])
  })
})
