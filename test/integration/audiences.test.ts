import {
  createRedress,
  definePolicy,
  type Membership,
  memoryChannel,
  memoryStore,
  simulatedClock,
  staticDirectory,
} from 'redress'
import { describe, expect, it } from 'vitest'

const clerk = { id: 'clerk-1', role: 'clerk' } as const
const START = new Date('2026-03-02T09:00:00+08:00')

function deskWith(rule: { readonly exceptSuperiors?: true }) {
  const policy = definePolicy({
    id: 'audiences',
    version: 1,
    effectiveFrom: '2026-01-01',
    timeZone: 'Asia/Shanghai',
    roles: ['clerk', 'head'],
    see: { clerk: 'all' },
    permissions: { register: ['clerk'], assign: ['clerk'] },
    ladder: [
      { id: 'desk', role: 'clerk' },
      { id: 'office', role: 'head' },
    ],
    notifications: [
      { on: 'registered', to: { role: 'head' }, channel: 'mail', template: 'new', ...rule },
      { on: 'assigned', to: 'owner', channel: 'mail', template: 'yours' },
      { on: 'escalated', to: 'rung', channel: 'mail', template: 'up' },
    ],
  })
  const mail = memoryChannel()
  const asked: Membership[] = []
  const list = staticDirectory([
    { id: 'clerk-1', roles: ['clerk'] },
    { id: 'gone', roles: ['clerk'], active: false },
    { id: 'accused', roles: ['head'], superiors: ['boss'] },
    { id: 'boss', roles: ['head'] },
    { id: 'other', roles: ['head'] },
    { id: 'left', roles: ['head'], active: false },
  ])
  const redress = createRedress({
    policies: [policy],
    store: memoryStore(),
    clock: simulatedClock(START),
    channels: { mail },
    directory: {
      persons: (ids, context) => list.persons(ids, context),
      members(membership) {
        asked.push(membership)
        return list.members(membership)
      },
    },
  })
  const submit = () =>
    redress.submit({ policy: 'audiences', channel: 'web', summary: 'x', against: ['accused'] }, { by: clerk })
  return { redress, mail, asked, submit }
}

const toldBy = (mail: ReturnType<typeof memoryChannel>) =>
  mail.deliveries.map(({ template, recipient }) => `${template} ${recipient}`).sort()

describe('an audience', () => {
  it('is those who can be told now: not who has left, and never the accused', async () => {
    const { redress, mail, asked, submit } = deskWith({})
    await submit()
    await redress.runDue()
    expect(toldBy(mail)).toEqual(['new boss', 'new other'])
    // So that the host can leave out who is off duty.
    expect(asked).toEqual([{ tenant: 'default', role: 'head', at: START }])
  })

  it('leaves out the superiors of the accused where the rule says so', async () => {
    const { redress, mail, submit } = deskWith({ exceptSuperiors: true })
    await submit()
    await redress.runDue()
    expect(toldBy(mail)).toEqual(['new other'])
  })

  it('of one who has left is nobody, and nobody is never silence: the complaint climbs', async () => {
    const { redress, mail, submit } = deskWith({ exceptSuperiors: true })
    const { id } = await submit()
    await redress.send(id, { type: 'assign', to: 'gone' }, { by: clerk })
    await redress.runDue()
    expect(toldBy(mail)).toEqual(['new other', 'up boss', 'up other'])
    const history = await redress.history(id, { by: clerk })
    // Not even who has left is recorded as such: what a person was when he was named is all that history keeps.
    expect(history.map(({ type }) => type)).toEqual(['register', 'assign', 'escalate'])
  })
})
