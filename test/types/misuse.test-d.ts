import {
  type Case,
  type ComplaintView,
  definePolicy,
  type Policy,
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
  roles: ['clerk', 'boss'],
  see: { clerk: 'all' },
  permissions: { register: ['clerk'], contact: ['clerk'] },
} as const
const duty = { id: 'o', opens: 'registered', meets: 'contacted', within: { hours: 1 } } as const

describe('each kind of rule refuses the names that it does not know, beside the one that it does', () => {
  test('obligations', () => {
    definePolicy({ ...base, obligations: [{ ...duty, level: 'improvement', extension: { by: ['boss'], times: 1 } }] })
    // @ts-expect-error no such level
    definePolicy({ ...base, obligations: [{ ...duty, level: 'customer' }] })
    // @ts-expect-error no such role may extend it
    definePolicy({ ...base, obligations: [{ ...duty, extension: { by: ['chief'], times: 1 } }] })
    definePolicy({ ...base, obligations: [{ ...duty, onReopen: 'total', cancels: ['withdrawn'] }] })
    definePolicy({ ...base, obligations: [{ ...duty, handsDown: { rel: 'delegated', buffer: { hours: 1 } } }] })
    // @ts-expect-error by no relation
    definePolicy({ ...base, obligations: [{ ...duty, handsDown: { buffer: { hours: 1 } } }] })
    // @ts-expect-error no such way of reopening
    definePolicy({ ...base, obligations: [{ ...duty, onReopen: 'never' }] })
    // @ts-expect-error no such signal
    definePolicy({ ...base, obligations: [{ ...duty, cancels: ['withdraw'] }] })
    definePolicy({ ...base, obligations: [{ ...duty, warnings: [{ share: 0.5 }, { before: { minutes: 5 } }] }] })
    // @ts-expect-error neither a share nor a lead time
    definePolicy({ ...base, obligations: [{ ...duty, warnings: [{ after: { minutes: 5 } }] }] })
    definePolicy({ ...base, obligations: [{ ...duty, when: (c) => c.has('breached:o') }] })
    // @ts-expect-error no such obligation that could be breached
    definePolicy({ ...base, obligations: [{ ...duty, when: (c) => c.has('breached:p') }] })
    // @ts-expect-error a promise is no answer
    definePolicy({ ...base, obligations: [{ ...duty, when: async (c) => c.has('breached:o') }] })
  })

  test('budgets and due instants', () => {
    const { within: _within, ...open } = duty
    definePolicy({ ...base, obligations: [{ ...open, budget: (c) => (c.major ? { hours: 1 } : undefined) }] })
    // @ts-expect-error a number has no unit
    definePolicy({ ...base, obligations: [{ ...open, budget: () => 3_600_000 }] })
    definePolicy({ ...base, obligations: [{ ...open, dueAt: () => 3_600_000 }] })
    // @ts-expect-error a due instant is epoch milliseconds
    definePolicy({ ...base, obligations: [{ ...open, dueAt: () => new Date() }] })
  })

  test('the scales', () => {
    definePolicy({ ...base, severity: { values: ['low', 'high'], of: (c) => (c.major ? 'high' : undefined) } })
    // @ts-expect-error not a value of the scale
    definePolicy({ ...base, severity: { values: ['low', 'high'], of: (c) => (c.major ? 'huge' : 'low') } })
    definePolicy({ ...base, major: (c) => c.channel === 'press' })
    // @ts-expect-error major is yes or no
    definePolicy({ ...base, major: (c) => c.channel })
  })

  test('levels', () => {
    definePolicy({ ...base, levels: { improvement: { required: (c) => c.major, opens: 'contacted' } } })
    // @ts-expect-error no such level
    definePolicy({ ...base, levels: { improvment: { required: true } } })
    // @ts-expect-error no such signal
    definePolicy({ ...base, levels: { improvement: { required: true, opens: 'contact' } } })
    // @ts-expect-error no such round of review
    definePolicy({ ...base, levels: { customerInterface: { reviews: ['chief'] } } })
  })

  test('gates, approvals and what reaches back', () => {
    definePolicy({ ...base, gates: [{ before: 'close', needs: ['contacted', ['fulfilled', 'withdrawn']] }] })
    // @ts-expect-error no such command
    definePolicy({ ...base, gates: [{ before: 'shut', needs: ['contacted'] }] })
    definePolicy({ ...base, approvals: [{ of: 'reject', by: ['boss'] }] })
    // @ts-expect-error no such role
    definePolicy({ ...base, approvals: [{ of: 'reject', by: ['chief'] }] })
    // @ts-expect-error nobody approves a contact
    definePolicy({ ...base, approvals: [{ of: 'contact', by: ['boss'] }] })
    definePolicy({ ...base, reachBack: { contact: { hours: 24 } } })
    // @ts-expect-error no such command
    definePolicy({ ...base, reachBack: { call: { hours: 24 } } })
    // @ts-expect-error the library's own command
    definePolicy({ ...base, permissions: { ...base.permissions, cap: ['clerk'] } })
  })

  test('what each role sees and hears', () => {
    definePolicy({ ...base, see: { clerk: 'all', boss: 'unit' }, confidentiality: { complainant: ['boss'] } })
    // @ts-expect-error no such sight
    definePolicy({ ...base, see: { clerk: 'everything' } })
    // @ts-expect-error no such role
    definePolicy({ ...base, confidentiality: { complainant: ['chief'] } })
    definePolicy({
      ...base,
      notifications: [{ on: 'closed', to: 'owner', channel: 'c', template: 't', hours: 'desk' }],
    })
    // @ts-expect-error no such audience
    definePolicy({ ...base, notifications: [{ on: 'closed', to: 'everybody', channel: 'c', template: 't' }] })
    // @ts-expect-error no such signal
    definePolicy({ ...base, notifications: [{ on: 'close', to: 'owner', channel: 'c', template: 't' }] })
  })

  test('facts, forms and the definition as a whole', () => {
    definePolicy({ ...base, facts: z.object({ a: z.string() }), forms: { f: z.object({ b: z.string() }) } })
    // @ts-expect-error facts are an object
    definePolicy({ ...base, facts: z.string() })
    // @ts-expect-error a form is an object
    definePolicy({ ...base, forms: { f: z.array(z.string()) } })
    definePolicy({ ...base, closing: 'manual' })
    // @ts-expect-error no such way of closing
    definePolicy({ ...base, closing: 'never' })
    definePolicy({ ...base, catchUp: 'fireEach' })
    // @ts-expect-error no such way of catching up
    definePolicy({ ...base, catchUp: 'fireNever' })
    // @ts-expect-error a misspelt member
    definePolicy({ ...base, obligation: [duty] })
  })
})

describe('personal facts', () => {
  const shop = definePolicy({
    ...base,
    facts: z.object({
      plain: z.string().optional(),
      inside: personal(z.string()).optional(),
      outside: personal(z.string().optional()),
      nullable: personal(z.string()).nullable(),
      defaulted: personal(z.string()).default('x'),
      wrapped: personal(z.string()).nullable().optional(),
    }),
  })
  type Shop = TypesOf<typeof shop>

  test('are written by whoever submits', () => {
    expectTypeOf<Shop['factsInput']>().toEqualTypeOf<{
      plain?: string | undefined
      inside?: string | undefined
      outside?: string | undefined
      nullable: string | null
      defaulted?: string | undefined
      wrapped?: string | null | undefined
    }>()
  })

  test('are neither in the case nor in the view, however they are wrapped', () => {
    expectTypeOf<Shop['facts']>().toEqualTypeOf<{ plain?: string | undefined }>()
    expectTypeOf<Case<Shop>['facts']>().toEqualTypeOf<Readonly<{ plain?: string | undefined }>>()
    expectTypeOf<ComplaintView<Shop>['facts']>().toEqualTypeOf<Readonly<{ plain?: string | undefined }>>()
  })
})

describe('a submission', () => {
  const take = (_submission: PolicySubmission<Workshop>): void => {}
  const facts = { plate: 'p', owner: 'o' }

  test('takes the policy’s facts and categories, and what every complaint says', () => {
    take({ channel: 'phone', summary: 's', facts, category: 'goods', customer: { name: 'n' }, against: ['x'] })
    // @ts-expect-error the summary is missing
    take({ channel: 'phone', facts })
    // @ts-expect-error a fact of another type
    take({ channel: 'phone', summary: 's', facts: { ...facts, mileage: '3' } })
    // @ts-expect-error a fact that there is not
    take({ channel: 'phone', summary: 's', facts: { ...facts, colour: 'red' } })
    // @ts-expect-error no such category
    take({ channel: 'phone', summary: 's', facts, category: 'weather' })
    // @ts-expect-error no such member
    take({ channel: 'phone', summary: 's', facts, urgent: true })
  })
})

describe('a policy of concrete types', () => {
  test('is a policy wherever one is asked for, alone, in a list and by its types', () => {
    const id = (policy: Policy): string => policy.id
    expectTypeOf(id(workshop)).toBeString()
    const typed = <T extends PolicyTypes>(policy: Policy<T>): T['id'] => policy.id
    expectTypeOf(typed(workshop)).toEqualTypeOf<'workshop'>()
    expectTypeOf<[typeof workshop, typeof bakery]>().toExtend<readonly Policy[]>()
  })

  test('is not a policy of other types', () => {
    expectTypeOf(bakery).not.toExtend<typeof workshop>()
    expectTypeOf<Policy>().not.toExtend<typeof workshop>()
  })

  test('gives one command for each type, so that a switch over them narrows', () => {
    const formOf = (command: PolicyCommand<Workshop>) => (command.type === 'file' ? command.form : undefined)
    expectTypeOf<ReturnType<typeof formOf>>().toEqualTypeOf<'inspection' | 'apology' | undefined>()
    expectTypeOf<Extract<PolicyCommand<Workshop>, { type: 'escalate' }>['to']>().toEqualTypeOf<
      'desk' | 'office' | undefined
    >()
  })

  test('shows its names in the view', () => {
    type View = ComplaintView<Workshop>
    expectTypeOf<View['policy']['id']>().toEqualTypeOf<'workshop'>()
    expectTypeOf<View['severity']>().toEqualTypeOf<'minor' | 'grave' | undefined>()
    expectTypeOf<View['urgency']>().toEqualTypeOf<'soon' | 'now' | undefined>()
    expectTypeOf<View['due'][number]['obligation']>().toEqualTypeOf<'contact' | 'inspect'>()
  })
})
