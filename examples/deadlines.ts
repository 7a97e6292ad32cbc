/**
 * Deadlines on a real rule: a fault at China Tietong is cleared within 22 hours (clause TT-09), and the user is called
 * back within an hour that counts only from 09:00 to 12:00 and from 14:30 to 18:00 (TT-28, TT-29). In between the work
 * rests, and its deadline is extended. Whoever asks why something is due when it is asks `redress.explain`.
 *
 * Run it with `npm run example -- deadlines`, or with `--zh` behind it for the explanations in Chinese.
 */
import { createRedress, extendPolicy, isRedressError, memoryStore, simulatedClock } from 'redress'
import { tietongFault } from 'redress/policies'
import { explanationText } from 'redress/reports'

// Tietong's measure knows neither pauses nor extensions: its 22 hours run on, whatever happens. A branch that wants both
// says so as a difference. What it does not name stays as the measure has it.
const branchFault = extendPolicy(tietongFault, {
  id: 'branch-fault',
  version: 1,
  pauseReasons: ['userAbsent'],
  permissions: { suspend: ['maintainer'], resume: ['maintainer'], extend: ['deptHead'] },
  obligations: [
    // The duty of the same id is replaced.
    {
      id: 'repair',
      label: { en: 'fault cleared', 'zh-CN': '排除故障' },
      source: 'TT-09',
      opens: 'registered',
      meets: 'fulfilled',
      when: (c) => c.ticketType === 'fault',
      within: { hours: 22 },
      pausedBy: ['userAbsent'],
      extension: { by: ['deptHead'], times: 1, most: { hours: 12 } },
      onBreach: { escalate: 'department' },
      onReopen: 'total',
    },
  ],
})

const agent = { id: 'a.zhou', role: 'agent' } as const
const branchAgent = { id: 'b.wu', role: 'branchAgent' } as const
const maintainer = { id: 'm.wang', role: 'maintainer' } as const
const deptHead = { id: 'h.feng', role: 'deptHead' } as const

// The clock is simulated, so that two days pass at once. Instants name their offset: the zone of this computer does not
// matter, and days are those of the policy's zone.
const clock = simulatedClock('2026-03-02T08:00:00+08:00')
const at = (time: string): void => clock.set(new Date(`2026-03-${time}+08:00`))

// A desk without channels tells nobody; deadlines are kept all the same.
const redress = createRedress({ policies: [branchFault], store: memoryStore(), clock })

const local = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' })

const { id } = await redress.submit(
  { policy: 'branch-fault', channel: 'phone', summary: 'The line is dead.', ticketType: 'fault' },
  { by: agent },
)
/** When a duty is due, and how it stands. */
async function show(what: string, duty: 'repair' | 'call-back'): Promise<void> {
  const { clocks } = await redress.explain(id, duty, { by: branchAgent })
  for (const { state, dueAt } of clocks) {
    console.log(`${what}: ${duty} is ${state}, due ${dueAt === undefined ? 'never as it stands' : local.format(dueAt)}`)
  }
}
await show('registered at 08:00', 'repair')

await redress.send(id, { type: 'assign', to: deptHead.id, worker: maintainer.id }, { by: branchAgent })
await redress.send(id, { type: 'contact', channel: 'phone' }, { by: maintainer })

// A pause: while it lasts nothing can fall due. Three hours of it move the due instant by three hours.
at('02T14:00:00')
await redress.send(id, { type: 'suspend', reason: 'userAbsent' }, { by: maintainer })
await show('nobody at home at 14:00', 'repair')
at('02T17:00:00')
await redress.send(id, { type: 'resume' }, { by: maintainer })
await show('back at 17:00', 'repair')

// An extension: asked for before the duty is due, granted once, and the original due instant stays known.
at('02T20:00:00')
const extend = (hours: number) =>
  redress.send(
    id,
    { type: 'extend', obligation: 'repair', by: { hours }, reason: 'A cable is missing.' },
    { by: deptHead },
  )
await extend(4)
await show('four hours more', 'repair')
try {
  await extend(1)
} catch (error) {
  if (!isRedressError(error, 'COMMAND_REFUSED')) throw error
  console.log(`and once more: refused, ${error.details.reason}`)
}

// Repair and reply are two acts (trap T-01): the fault was cleared at 11:30, the department replies at 11:50.
at('03T11:50:00')
await redress.send(id, { type: 'fulfil' }, { by: maintainer, occurredAt: '2026-03-03T11:30:00+08:00' })
await redress.send(
  id,
  {
    type: 'file',
    form: 'faultReply',
    data: { restoredAt: '2026-03-03T11:30:00+08:00', cause: 'A cut cable.', result: 'Spliced.' },
  },
  { by: deptHead },
)
await show('cleared at 11:30', 'repair')

// The hour of the call-back counts in its windows (trap T-02): ten minutes before noon, fifty from 14:30 on.
await show('replied at 11:50', 'call-back')

// What happens at the due instant itself is in time (trap T-15).
at('03T15:20:00')
await redress.send(id, { type: 'callBack', outcome: 'satisfied' }, { by: branchAgent })
await show('called at 15:20', 'call-back')

// How each came to its due instant, in full.
const language = process.argv.includes('--zh') ? 'zh-CN' : 'en'
for (const duty of ['repair', 'call-back'] as const) {
  const explanation = await redress.explain(id, duty, { by: branchAgent })
  console.log(`\n${explanationText(explanation, { language })}`)
}
await redress.stop()
