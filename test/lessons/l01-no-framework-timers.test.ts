import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createMachine } from 'xstate'
import { complaintMachine } from '../../src/machine/complaint-machine.ts'
import { everyPolicy } from '../fixtures/every-policy.ts'
import { nodesOf } from '../unit/machine/chart-faults.ts'

const SRC = join(import.meta.dirname, '../../src')

describe('L01 framework timers are not deadlines', () => {
  it.each(everyPolicy)('L01 no state of $id has a delayed transition', (policy) => {
    const nodes = nodesOf(complaintMachine(policy))
    expect(nodes.length).toBeGreaterThan(30)
    expect(everyPolicy.length).toBeGreaterThan(4)
    expect(nodes.flatMap((node) => node.after)).toEqual([])
    expect(nodes.flatMap((node) => [...node.transitions.keys()]).filter((event) => event.includes('after'))).toEqual([])
  })

  it('L01 a delayed transition would be seen', () => {
    const nodes = nodesOf(createMachine({ initial: 'a', states: { a: { after: { 1000: 'b' } }, b: {} } }))
    expect(nodes.flatMap((node) => node.after)).toHaveLength(1)
  })

  it('L01 the package makes no other machines than those of src/machine, which are looked at above', () => {
    const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
    const makers = files.filter((file) =>
      /\b(createMachine|createStateConfig|setup)\(/.test(readFileSync(join(SRC, file), 'utf8')),
    )
    expect(makers).toContain(relative(SRC, join(SRC, 'machine/complaint-machine.ts')))
    expect(makers.filter((file) => !file.startsWith('machine'))).toEqual([])
  })
})
