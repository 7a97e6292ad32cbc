import { describe, expect, it } from 'vitest'
import { type AnyStateMachine, assign, createMachine, fromPromise, setup, spawnChild } from 'xstate'
import { commandTypes, internalCommands } from '../../../src/domain/commands.ts'
import { complaintMachine } from '../../../src/machine/complaint-machine.ts'
import { regions } from '../../../src/machine/state-paths.ts'
import { everyPolicy } from '../../fixtures/every-policy.ts'
import { branchesOf, chartFaults, nameOf, nodesOf } from './chart-faults.ts'

describe.each(everyPolicy)('the chart of $id', (policy) => {
  const machine = complaintMachine(policy)

  it('has no timer, actor or history, one site for each command, and no dead end in its routing', () => {
    expect(chartFaults(machine, [...commandTypes, ...internalCommands])).toEqual([])
  })

  it('has intake, five regions, closed, and archived as its only final state', () => {
    expect(Object.keys(machine.root.states)).toEqual(['intake', 'open', 'closed', 'archived'])
    expect(Object.keys(machine.states['open']?.states ?? {})).toEqual(regions)
    expect(machine.states['open']?.type).toBe('parallel')
    expect(
      nodesOf(machine)
        .filter((node) => node.type === 'final')
        .map(nameOf),
    ).toEqual(['archived'])
  })

  it("has the policy's rungs for the states of its ladder, lowest first", () => {
    const { entering: _entering, ...rungs } = machine.states['open']?.states['ladder']?.states ?? {}
    expect(Object.keys(rungs)).toEqual(policy.rules.ladder.rungs)
  })

  it('hears the passing of time at the root alone', () => {
    const hearing = nodesOf(machine).filter((node) => node.transitions.has('wake'))
    expect(hearing.map(nameOf)).toEqual(['(root)'])
  })

  it('is the same machine every time, so that its runner is made once', () => {
    expect(complaintMachine(policy)).toBe(machine)
  })
})

describe('the eye that looks at charts', () => {
  const act = { actions: assign({}) }
  const faulty: Record<string, [machine: AnyStateMachine, fault: string]> = {
    'a delayed transition': [
      createMachine({ on: { wake: act }, initial: 'a', states: { a: { after: { 1000: 'b' } }, b: {} } }),
      'a: has a delayed transition',
    ],
    'an invoked actor': [
      createMachine({ on: { wake: act }, invoke: { src: fromPromise(() => Promise.resolve()) } }),
      '(root): invokes an actor',
    ],
    'a spawned actor': [
      setup({ actions: { start: spawnChild(fromPromise(() => Promise.resolve())) } }).createMachine({
        on: { wake: { actions: 'start' } },
      }),
      'action start: acts outside the machine',
    ],
    'an action with a side effect': [
      setup({ actions: { print: () => {} } }).createMachine({ on: { wake: { actions: 'print' } } }),
      'action print: acts outside the machine',
    ],
    'an action without a name': [createMachine({ on: { wake: act } }), '(root): has an action without a name'],
    'a history state': [
      createMachine({ on: { wake: act, go: '.h' }, initial: 'a', states: { a: {}, h: { type: 'history' } } }),
      'h: is a history state',
    ],
    'an action on leaving': [createMachine({ on: { wake: act }, exit: assign({}) }), '(root): acts on leaving'],
    'a transition that does nothing': [createMachine({ on: { wake: act, go: {} } }), '(root) on go: does nothing'],
    'a branch behind an unguarded one': [
      createMachine({ on: { wake: act, go: [act, act] } }),
      '(root) on go: branch 2 can never be taken',
    ],
    'guards that may all say no': [
      createMachine({
        on: {
          wake: act,
          go: [
            { ...act, guard: () => false },
            { ...act, guard: () => false },
          ],
        },
      }),
      '(root) on go: none of its 2 guarded branches may be taken',
    ],
    'an endless turn': [createMachine({ on: { wake: act }, always: act }), '(root) on always: never comes to rest'],
    'a routing state that may hold a complaint': [
      createMachine({
        on: { wake: act },
        initial: 'entering',
        states: { entering: { always: { guard: () => false, target: 'a' } }, a: {} },
      }),
      'entering: may hold a complaint',
    ],
    'a routing state that forgets a number': [
      createMachine({
        on: { wake: act },
        initial: 'entering',
        states: {
          entering: { always: [{ guard: { type: 'isOnRung', params: { rung: 0 } }, target: 'a' }] },
          a: { always: { guard: () => false, target: 'b' } },
          b: {},
        },
      }),
      'entering: may hold a complaint',
    ],
    'a routing state that waits': [
      createMachine({
        on: { wake: act },
        initial: 'entering',
        states: { entering: { on: { go: 'a' }, always: 'a' }, a: {} },
      }),
      'entering: only routes and must not wait for an event',
    ],
    'a command heard by two regions': [
      createMachine({
        on: { wake: act },
        type: 'parallel',
        states: { a: { on: { go: act } }, b: { on: { go: act } } },
      }),
      'go: is heard at a and at b at once',
    ],
    'a command heard by a state and by the one around it': [
      createMachine({ on: { wake: act, go: act }, initial: 'a', states: { a: { on: { go: act } } } }),
      'go: is heard at (root) and at a at once',
    ],
    'a wake-up heard below the root': [
      createMachine({ on: { wake: act }, initial: 'a', states: { a: { on: { wake: act } } } }),
      'wake: is heard at (root) and at a at once',
    ],
    'a wake-up that is not heard': [createMachine({}), 'wake: is not heard'],
    'a command that nobody hears': [createMachine({ on: { wake: act } }), 'go: is handled nowhere'],
    'an event that is no command': [createMachine({ on: { wake: act, stay: act } }), 'stay: is no command'],
    'a state that nothing reaches': [
      createMachine({ on: { wake: act }, initial: 'a', states: { a: {}, b: {} } }),
      'b: is never reached',
    ],
  }

  it.each(Object.entries(faulty))('sees %s', (_name, [machine, fault]) => {
    expect(chartFaults(machine, ['go']).some((found) => found.startsWith(fault))).toBe(true)
  })

  it('lets two states of one compound state hear the same command', () => {
    const machine = createMachine({
      on: { wake: act },
      initial: 'a',
      states: { a: { on: { go: 'b' } }, b: { on: { go: 'a' } } },
    })
    expect(chartFaults(machine, ['go'])).toEqual(['(root): has an action without a name'])
    expect([...branchesOf(machine.root).keys()]).toEqual(['wake'])
  })
})
