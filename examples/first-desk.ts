import { createRedress, definePolicy, isRedressError, memoryStore } from 'redress'

// A procedure is data: who may do what, which duties have which deadlines, what has to be done before it is closed.
const cornerShop = definePolicy({
  id: 'corner-shop',
  version: 1,
  effectiveFrom: '2026-01-01',
  timeZone: 'Europe/Berlin',
  roles: ['clerk', 'owner'],
  categories: ['goods', 'service', 'service/attitude'],
  see: { clerk: 'all', owner: 'all' },
  permissions: {
    register: ['clerk', 'owner'],
    assign: ['owner'],
    contact: ['clerk', 'owner'],
    propose: ['clerk', 'owner'],
    accept: ['clerk', 'owner'],
    fulfil: ['clerk', 'owner'],
    callBack: ['clerk', 'owner'],
    identifyCause: ['owner'],
    readAcross: ['owner'],
  },
  ladder: [
    { id: 'counter', role: 'clerk' },
    { id: 'office', role: 'owner' },
  ],
  obligations: [
    {
      id: 'first-contact',
      opens: 'registered',
      meets: 'contacted',
      within: { hours: 24 },
      onBreach: { escalate: 'next' },
    },
  ],
  levels: { improvement: { required: true, measures: false } },
  notifications: [{ on: 'breached:first-contact', to: 'rung', channel: 'staff', template: 'contact-overdue' }],
})

const redress = createRedress({
  policies: [cornerShop],
  store: memoryStore(),
  channels: { staff: { deliver: async (message) => console.log(`to ${message.recipient}: ${message.template}`) } },
})
await redress.start()

const clerk = { id: 'ada', role: 'clerk' } as const
const owner = { id: 'ben', role: 'owner' } as const
const complaint = await redress.submit(
  { policy: 'corner-shop', channel: 'counter', summary: 'The kettle leaks.', category: 'goods' },
  { by: clerk },
)
await redress.send(complaint.id, { type: 'assign', to: 'ada' }, { by: owner })
await redress.send(complaint.id, { type: 'contact' }, { by: clerk })
await redress.send(complaint.id, { type: 'propose', remedies: [{ kind: 'exchange' }] }, { by: clerk })
await redress.send(complaint.id, { type: 'accept' }, { by: clerk })
await redress.send(complaint.id, { type: 'fulfil' }, { by: clerk })
const settled = await redress.send(complaint.id, { type: 'callBack', outcome: 'satisfied' }, { by: clerk })
console.log(settled.levels.customerInterface.status, settled.status) // settled open

try {
  await redress.send(
    complaint.id,
    { type: 'readAcross', places: [{ place: 'shelf-2', affected: true }] },
    { by: clerk },
  )
} catch (error) {
  if (!isRedressError(error, 'COMMAND_REFUSED')) throw error
  console.log(error.details.reason, error.details.allowed) // notPermitted []
}

await redress.send(
  complaint.id,
  { type: 'identifyCause', causes: [{ code: 'seal', statement: 'A batch of bad seals.' }] },
  { by: owner },
)
const closed = await redress.send(
  complaint.id,
  { type: 'readAcross', places: [{ place: 'shelf-2', affected: true }] },
  { by: owner },
)
console.log(closed.status, closed.ending) // closed resolved
await redress.stop()
