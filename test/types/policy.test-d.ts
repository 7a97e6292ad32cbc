import {
  type Case,
  definePolicy,
  extendPolicy,
  type Policy,
  type PolicyActor,
  type PolicyCommand,
  type PolicySubmission,
  type PolicyTypes,
  personal,
} from 'redress'
import { describe, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { bakery, workshop } from './fixture.ts'

type TypesOf<P> = P extends Policy<infer T> ? T : never
type Workshop = TypesOf<typeof workshop>

const base = {
  id: 'x',
  version: 1,
  timeZone: 'UTC',
  roles: ['clerk'],
  see: { clerk: 'all' },
  permissions: { register: ['clerk'] },
} as const

describe('definePolicy infers', () => {
  test('every name from the one place that introduces it', () => {
    expectTypeOf<Workshop['id']>().toEqualTypeOf<'workshop'>()
    expectTypeOf<Workshop['role']>().toEqualTypeOf<'clerk' | 'master'>()
    expectTypeOf<Workshop['category']>().toEqualTypeOf<'goods' | 'service' | 'service/manner'>()
    expectTypeOf<Workshop['severity']>().toEqualTypeOf<'minor' | 'grave'>()
    expectTypeOf<Workshop['urgency']>().toEqualTypeOf<'soon' | 'now'>()
    expectTypeOf<Workshop['rung']>().toEqualTypeOf<'desk' | 'office'>()
    expectTypeOf<Workshop['obligation']>().toEqualTypeOf<'contact' | 'inspect'>()
    expectTypeOf<Workshop['pauseReason']>().toEqualTypeOf<'partsOnOrder'>()
  })

  test('facts as they are written, and as predicates see them: without personal ones', () => {
    expectTypeOf<Workshop['factsInput']>().toEqualTypeOf<{
      plate: string
      mileage?: number | undefined
      owner: string
    }>()
    expectTypeOf<Workshop['facts']>().toEqualTypeOf<{ plate: string; mileage: number }>()
  })

  test('forms by name', () => {
    expectTypeOf<Workshop['forms']['apology']>().toEqualTypeOf<{ words: string }>()
    expectTypeOf<keyof Workshop['forms']>().toEqualTypeOf<'inspection' | 'apology'>()
  })

  test('the case into predicates', () => {
    definePolicy({
      ...base,
      facts: z.object({ count: z.number(), secret: personal(z.string()) }),
      categories: ['a', 'a/b'],
      major(c) {
        expectTypeOf(c.facts.count).toBeNumber()
        expectTypeOf(c.category).toEqualTypeOf<'a' | 'a/b' | undefined>()
        // @ts-expect-error a personal fact is not there to be decided on
        return c.facts.secret === 'x' || c.isIn('a')
      },
    })
    expectTypeOf<Parameters<Case<Workshop>['has']>[0]>()
      .extract<'breached:contact'>()
      .toEqualTypeOf<'breached:contact'>()
  })
})

describe('a definition does not compile with', () => {
  test('an unknown role in permissions, ladder, sight or notifications', () => {
    definePolicy({ ...base, permissions: { register: ['clerk', 'anonymous'] } })
    // @ts-expect-error no such role
    definePolicy({ ...base, permissions: { register: ['clrk'] } })
    // @ts-expect-error no such role
    definePolicy({ ...base, ladder: [{ id: 'one', role: 'boss' }] })
    // @ts-expect-error no such role
    definePolicy({ ...base, see: { boss: 'all' } })
    // @ts-expect-error no such role
    definePolicy({ ...base, notifications: [{ on: 'registered', to: { role: 'boss' }, channel: 'c', template: 't' }] })
  })

  test('an unknown command in permissions', () => {
    // @ts-expect-error no such command
    definePolicy({ ...base, permissions: { register: ['clerk'], explode: ['clerk'] } })
  })

  test('an unknown signal, rung, obligation or form', () => {
    definePolicy({
      ...base,
      obligations: [
        { id: 'o', opens: 'registered', meets: 'assigned', within: { hours: 1 }, onBreach: { escalate: 'next' } },
      ],
    })
    definePolicy({
      ...base,
      // @ts-expect-error a signal that nothing raises
      obligations: [{ id: 'o', opens: 'registerd', meets: 'assigned', within: { hours: 1 } }],
    })
    definePolicy({
      ...base,
      // @ts-expect-error no such obligation
      obligations: [{ id: 'o', opens: 'breached:p', meets: 'assigned', within: { hours: 1 } }],
    })
    definePolicy({
      ...base,
      // @ts-expect-error no such form
      gates: [{ before: 'fulfil', needs: ['filed:report'] }],
    })
    definePolicy({
      ...base,
      obligations: [
        // @ts-expect-error no such rung
        { id: 'o', opens: 'registered', meets: 'assigned', within: { hours: 1 }, onBreach: { escalate: 'top' } },
      ],
    })
  })

  test('a duration of two units', () => {
    definePolicy({
      ...base,
      // @ts-expect-error one unit
      obligations: [{ id: 'o', opens: 'registered', meets: 'assigned', within: { hours: 1, days: 1 } }],
    })
  })

  test('a pause reason that is not declared', () => {
    definePolicy({
      ...base,
      pauseReasons: ['away'],
      obligations: [{ id: 'o', opens: 'registered', meets: 'assigned', within: { hours: 1 }, pausedBy: ['away'] }],
    })
    definePolicy({
      ...base,
      pauseReasons: ['away'],
      // @ts-expect-error not declared
      obligations: [{ id: 'o', opens: 'registered', meets: 'assigned', within: { hours: 1 }, pausedBy: ['gone'] }],
    })
  })
})

describe('commands of a policy', () => {
  const take = (_command: PolicyCommand<Workshop>): void => {}

  test('take the policy’s own names and no others', () => {
    take({ type: 'classify', category: 'service/manner', severity: 'grave', urgency: 'now', facts: { mileage: 3 } })
    // @ts-expect-error no such category
    take({ type: 'classify', category: 'weather' })
    // @ts-expect-error no such severity
    take({ type: 'classify', severity: 'huge' })
    take({ type: 'escalate', to: 'office', reason: 'request' })
    // @ts-expect-error no such rung
    take({ type: 'escalate', to: 'roof', reason: 'request' })
    take({ type: 'suspend', reason: 'partsOnOrder' })
    // @ts-expect-error no such reason
    take({ type: 'suspend', reason: 'tired' })
    take({ type: 'extend', obligation: 'contact', by: { hours: 1 }, reason: 'x' })
    // @ts-expect-error no such obligation
    take({ type: 'extend', obligation: 'sleep', by: { hours: 1 }, reason: 'x' })
    // @ts-expect-error the library's own command
    take({ type: 'cap', complaint: 'c', obligation: 'contact', seq: 1 })
  })

  test('tie a form’s data to its name', () => {
    take({ type: 'file', form: 'apology', data: { words: 'sorry' } })
    // @ts-expect-error that is the other form's data
    take({ type: 'file', form: 'inspection', data: { words: 'sorry' } })
    // @ts-expect-error no such form
    take({ type: 'file', form: 'receipt', data: {} })
  })

  test('know their payloads', () => {
    take({ type: 'assign', to: 'ann' })
    // @ts-expect-error somebody has to be named
    take({ type: 'assign' })
    // @ts-expect-error no such command
    take({ type: 'explode' })
    // @ts-expect-error a complaint is registered by submit
    take({ type: 'register', channel: 'phone', summary: 'x', facts: { plate: 'p', owner: 'o' } })
  })

  test('ask for the facts that are required, and only then', () => {
    const submit = <T extends PolicyTypes>(_policy: Policy<T>, _submission: PolicySubmission<T>): void => {}
    submit(workshop, { channel: 'phone', summary: 'x', facts: { plate: 'p', owner: 'o' } })
    // @ts-expect-error facts are required here
    submit(workshop, { channel: 'phone', summary: 'x' })
    submit(bakery, { channel: 'phone', summary: 'x' })
    // @ts-expect-error the bakery has no such fact
    submit(bakery, { channel: 'phone', summary: 'x', facts: { plate: 'p' } })
  })

  test('an actor has one of the policy’s roles, or is anonymous', () => {
    expectTypeOf<PolicyActor<Workshop>['role']>().toEqualTypeOf<'clerk' | 'master' | 'anonymous'>()
  })
})

describe('extendPolicy', () => {
  test('adds names to those of the base', () => {
    const extended = extendPolicy(workshop, {
      id: 'garage',
      version: 1,
      roles: ['foreman'],
      see: { foreman: 'all' },
      facts: z.object({ bay: z.number() }),
      obligations: [{ id: 'wash', opens: 'breached:contact', meets: 'fulfilled', within: { hours: 1 } }],
    })
    type Garage = TypesOf<typeof extended>
    expectTypeOf<Garage['role']>().toEqualTypeOf<'clerk' | 'master' | 'foreman'>()
    expectTypeOf<Garage['obligation']>().toEqualTypeOf<'contact' | 'inspect' | 'wash'>()
    expectTypeOf<Garage['facts']['bay']>().toBeNumber()
    expectTypeOf<Garage['facts']['plate']>().toBeString()
  })

  test('drops only what the base has', () => {
    extendPolicy(workshop, { id: 'g', version: 1, drop: { obligations: ['inspect'] } })
    // @ts-expect-error the workshop has no such obligation
    extendPolicy(workshop, { id: 'g', version: 1, drop: { obligations: ['polish'] } })
  })
})

test('a policy of concrete types is a policy: not invariant', () => {
  const list: readonly Policy[] = [workshop, bakery]
  expectTypeOf(list).toEqualTypeOf<readonly Policy[]>()
  expectTypeOf(workshop).toExtend<Policy>()
})
