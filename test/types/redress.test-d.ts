import { type ComplaintId, createRedress, isRedressError, memoryStore } from 'redress'
import { describe, expectTypeOf, test } from 'vitest'
import { bakery, workshop } from './fixture.ts'

const desk = createRedress({ policies: [workshop, bakery], store: memoryStore() })
const clerk = { id: 'ann', role: 'clerk' } as const
const baker = { id: 'bob', role: 'baker' } as const
const facts = { plate: 'p', owner: 'o' }

describe('submit', () => {
  test('is typed by the policy that it names', async () => {
    const complaint = await desk.submit({ policy: 'workshop', channel: 'phone', summary: 'x', facts }, { by: clerk })
    expectTypeOf(complaint.id).toEqualTypeOf<ComplaintId<'workshop'>>()
    expectTypeOf(complaint.rung).toEqualTypeOf<'desk' | 'office'>()
    expectTypeOf(complaint.category).toEqualTypeOf<'goods' | 'service' | 'service/manner' | undefined>()
    expectTypeOf(complaint.facts).toEqualTypeOf<Readonly<{ plate: string; mileage: number }>>()
    expectTypeOf(complaint.due[0]?.obligation).toEqualTypeOf<'contact' | 'inspect' | undefined>()
    expectTypeOf(complaint.duplicate).toEqualTypeOf<true | undefined>()
  })

  test('does not mix two policies', async () => {
    await desk.submit({ policy: 'bakery', channel: 'phone', summary: 'x', category: 'bread' }, { by: baker })
    // @ts-expect-error the bakery's category
    await desk.submit({ policy: 'workshop', channel: 'phone', summary: 'x', facts, category: 'bread' }, { by: clerk })
    // @ts-expect-error the workshop's role
    await desk.submit({ policy: 'bakery', channel: 'phone', summary: 'x' }, { by: clerk })
    // @ts-expect-error no such policy
    await desk.submit({ policy: 'brewery', channel: 'phone', summary: 'x' }, { by: baker })
    // @ts-expect-error the workshop's facts are required
    await desk.submit({ policy: 'workshop', channel: 'phone', summary: 'x' }, { by: clerk })
  })
})

describe('send', () => {
  const id: ComplaintId<'workshop'> = 'c1'

  test('takes the commands of the complaint’s policy', async () => {
    await desk.send(id, { type: 'file', form: 'apology', data: { words: 'sorry' } }, { by: clerk })
    // @ts-expect-error that is the other form's data
    await desk.send(id, { type: 'file', form: 'inspection', data: { words: 'sorry' } }, { by: clerk })
    await desk.send(id, { type: 'escalate', to: 'office', reason: 'request' }, { by: clerk })
    // @ts-expect-error no such rung
    await desk.send(id, { type: 'escalate', to: 'roof', reason: 'request' }, { by: clerk })
    // @ts-expect-error the bakery's role
    await desk.send(id, { type: 'contact' }, { by: baker })
    // @ts-expect-error no such command
    await desk.send(id, { type: 'explode' }, { by: clerk })
  })

  test('takes what cannot be changed', async () => {
    const causes = [{ code: 'seal', statement: 'A batch of bad seals.' }] as const
    await desk.send(id, { type: 'identifyCause', causes }, { by: clerk })
    const propose = { type: 'propose', remedies: [{ kind: 'apology' }] } as const
    await desk.send(id, propose, { by: clerk })
    const complaint = { policy: 'workshop', channel: 'phone', summary: 'x', facts, against: ['w1'] } as const
    await desk.submit(complaint, { by: clerk })
    // @ts-expect-error the items still have their shape
    await desk.send(id, { type: 'identifyCause', causes: [{ code: 'seal' }] as const }, { by: clerk })
  })

  test('takes a plain string for a complaint of any policy', async () => {
    const any: string = 'c2'
    await desk.send(any, { type: 'contact' }, { by: baker })
    await desk.send(any, { type: 'contact' }, { by: clerk, expectedVersion: 3, commandId: 'k' })
    // @ts-expect-error a role of neither policy
    await desk.send(any, { type: 'contact' }, { by: { id: 'x', role: 'pilot' } })
  })

  test('trySend answers a refusal as a value', async () => {
    const tried = await desk.trySend(id, { type: 'contact' }, { by: clerk })
    if (tried.ok) expectTypeOf(tried.complaint.rung).toEqualTypeOf<'desk' | 'office'>()
    else expectTypeOf(tried.refusal.allowed).toEqualTypeOf<readonly string[]>()
  })
})

describe('reading', () => {
  test('explain asks for one of the policy’s obligations', async () => {
    const id: ComplaintId<'workshop'> = 'c1'
    await desk.explain(id, 'contact', { by: clerk })
    // @ts-expect-error no such obligation
    await desk.explain(id, 'sleep', { by: clerk })
  })

  test('forecast is typed by the complaint’s policy', async () => {
    const id: ComplaintId<'workshop'> = 'c1'
    const { coming } = await desk.forecast(id, { by: clerk })
    expectTypeOf(coming[0]?.obligation).toEqualTypeOf<'contact' | 'inspect' | undefined>()
    expectTypeOf(coming[0]?.escalatesTo).toEqualTypeOf<'desk' | 'office' | undefined>()
    // @ts-expect-error the bakery's role
    await desk.forecast(id, { by: baker })
  })

  test('a step of an explanation tells by its kind what it holds', async () => {
    const [clock] = (await desk.explain('c1', 'contact', { by: clerk })).clocks
    const step = clock?.reckoning[0]
    if (step?.kind === 'paused') expectTypeOf(step.reasons).toEqualTypeOf<readonly string[]>()
    if (step?.kind === 'counted') expectTypeOf(step.total).toBeNumber()
    expectTypeOf(step?.from).toEqualTypeOf<Date | undefined>()
  })

  test('for() narrows a desk to one policy', async () => {
    const narrow = desk.for(workshop)
    const found = await narrow.get('c3', { by: clerk })
    expectTypeOf(found.rung).toEqualTypeOf<'desk' | 'office'>()
    // @ts-expect-error the bakery's role
    await narrow.get('c3', { by: baker })
  })
})

test('an error is typed by its code', () => {
  const error: unknown = undefined
  if (isRedressError(error, 'VERSION_CONFLICT')) expectTypeOf(error.details.actual).toBeNumber()
  if (isRedressError(error, 'COMMAND_INVALID'))
    expectTypeOf(error.details.issues[0]?.path).toEqualTypeOf<string | undefined>()
  // @ts-expect-error no such code
  isRedressError(error, 'OOPS')
})

describe('count', () => {
  test('answers a number, or one for each value of a column', async () => {
    expectTypeOf(await desk.count({ status: 'open', overdue: true }, { by: clerk })).toEqualTypeOf<number>()
    const perRung = await desk.count({ openedFrom: '2026-03-01T00:00:00Z' }, { by: baker, per: 'rung' })
    expectTypeOf(perRung).toEqualTypeOf<Readonly<Record<string, number>>>()
    // @ts-expect-error a count has no order
    await desk.count({ order: 'newest' }, { by: clerk })
    // @ts-expect-error no such column
    await desk.count({}, { by: clerk, per: 'colour' })
  })
})
