import { describe, expect, it } from 'vitest'
import { channelContract, channelRules } from '../../src/testing/channel-contract/channel-contract.ts'
import { breaks } from './channels-broken/breaks.ts'
import { type BrokenChannel, soundChannel } from './channels-broken/broken-channel.ts'

/** What a rule says of a channel; `undefined` when it keeps it. */
async function verdict(id: string, breaking?: BrokenChannel['breaking']): Promise<string | undefined> {
  const rule = channelRules.find((one) => one.id === id)
  if (rule === undefined) throw new Error(`there is no rule ${id}`)
  return rule.run({ open: async () => soundChannel(breaking) }).then(
    () => undefined,
    (error: unknown) => String(error),
  )
}

// Side by side, since a rule gives a hanging channel two seconds.
describe.concurrent('a channel that breaks the port', () => {
  it.each(breaks.map((broken) => [broken.fault, broken] as const))('%s: is found out', async (_, broken) => {
    const verdicts = await Promise.all(broken.rules.map((id) => verdict(id, broken.breaking)))
    expect(broken.rules.filter((_, i) => verdicts[i] === undefined)).toEqual([])
  })

  it('is found out by its break and not by its wrapping', async () => {
    for (const { id } of channelRules) expect(await verdict(id), id).toBeUndefined()
  })
})

describe('the rules', () => {
  it('have each a channel that breaks them', () => {
    const broken = new Set(breaks.flatMap(({ rules }) => rules))
    expect(channelRules.map(({ id }) => id).filter((id) => !broken.has(id))).toEqual([])
  })

  it('are numbered from CH-01 on, and their sentences differ', () => {
    expect(channelRules.map(({ id }) => id)).toEqual(channelRules.map((_, i) => `CH-${String(i + 1).padStart(2, '0')}`))
    expect(new Set(channelRules.map(({ title }) => title)).size).toBe(channelRules.length)
  })

  it('are skipped only by name and with a reason, and the report says so', async () => {
    const names: string[] = []
    const runner = {
      describe: (_: string, define: () => void) => define(),
      it: (name: string) => names.push(name),
    }
    const subject = { name: 'x', open: async () => soundChannel() }
    channelContract(runner, { ...subject, skip: { 'CH-02': 'it has no words' } })
    expect(names).toHaveLength(channelRules.length)
    expect(names[1]).toBe('CH-02 not kept: it has no words')
    expect(() => channelContract(runner, { ...subject, skip: { 'CH-00': 'why' } })).toThrow('no rule CH-00')
    expect(() => channelContract(runner, { ...subject, skip: { 'CH-02': ' ' } })).toThrow('needs a reason')
  })
})
