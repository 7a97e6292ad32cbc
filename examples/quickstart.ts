/**
 * The main job on a real case (Lenovo's training material, case 1; clause LS-25): a floppy drive does not read, the
 * repair station tells the customer to find himself a cleaning disk, and he complains of the station's service.
 *
 * The complaint is kept in an SQLite file. A first process takes it and stops; a second one goes on with the file:
 * the deadline that fell due in between is not lost. Run it with `npm run quickstart`; `-- --zh` prints in Chinese.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Channel, type CommandTo, createRedress, isRedressError, simulatedClock, staticDirectory } from 'redress'
import { lenovo } from 'redress/policies'
import { timelineLine } from 'redress/reports'
import { sqliteStore } from 'redress/sqlite'

const dispatcher = { id: 'd.zhao', role: 'dispatcher' } as const
const engineer = { id: 'w.chen', role: 'engineer', unit: 'station-7' } as const
const stationHead = { id: 'h.sun', role: 'stationHead', unit: 'station-7' } as const
const manager = { id: 'm.li', role: 'regionalManager' } as const
const quality = { id: 'q.wang', role: 'quality' } as const

const language = process.argv.includes('--zh') ? 'zh-CN' : 'en'
const colors = process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined
const say = (en: string, zh: string): void => console.log(language === 'en' ? en : zh)

/** Keeps what goes out until it is printed below what it is about. */
const sent: string[] = []
const mailbox: Channel = {
  async deliver({ recipient, template }) {
    sent.push(`${' '.repeat(21)}✉ ${recipient}: ${template}`)
  },
}

/** A desk on the file, at an instant. The clock is simulated, so that an afternoon passes in a second. */
async function openDesk(path: string, instant: string) {
  const clock = simulatedClock(instant)
  const store = sqliteStore({ path })
  const desk = createRedress({
    policies: [lenovo],
    store,
    channels: { staff: mailbox, customer: mailbox },
    directory: staticDirectory([
      { id: dispatcher.id, roles: ['dispatcher'] },
      { id: engineer.id, roles: ['engineer'], unit: 'station-7', superiors: [stationHead.id, manager.id] },
      { id: stationHead.id, roles: ['stationHead'], unit: 'station-7', superiors: [manager.id] },
      { id: manager.id, roles: ['regionalManager'] },
      { id: quality.id, roles: ['quality'] },
    ]),
    clock,
  })
  await desk.start()
  const stop = async () => {
    await desk.stop()
    await store.close()
  }
  return { desk, clock, stop }
}

type Person = typeof dispatcher | typeof engineer | typeof stationHead | typeof manager | typeof quality
type Desk = Awaited<ReturnType<typeof openDesk>>['desk']

/** Prints what has been added to the history since the last time, and lets the messages go out. */
function printer(desk: Desk, id: string, shown = 0) {
  return async (): Promise<void> => {
    await desk.runDue()
    for (const line of await desk.history(id, { by: quality })) {
      if (line.seq <= shown) continue
      shown = line.seq
      console.log(timelineLine(line, { policy: lenovo, language, colors }))
    }
    for (const message of sent.splice(0)) console.log(message)
  }
}

async function firstProcess(path: string): Promise<void> {
  const { desk, stop } = await openDesk(path, '2026-03-02T09:00:00+08:00')
  const complaint = await desk.submit(
    {
      policy: 'lenovo',
      channel: 'phone',
      customer: { id: 'customer-4711', name: '刘先生', contact: '138 0000 0000' },
      summary: '软驱不读盘，维修站让用户自己想办法找清洗盘。',
      demand: '请维修站上门清洗软驱并道歉。',
      category: 'productQuality',
      facts: { station: 'station-7', product: 'desktop' },
      unit: 'station-7',
    },
    { by: dispatcher, commandId: 'hotline-call-2026-03-02-0001' },
  )
  say(`\n${complaint.number}, process ${process.pid}`, `\n${complaint.number}，进程 ${process.pid}`)
  await printer(desk, complaint.id)()
  await stop()
  say('— the process stops; nobody has found a handler —\n', '—— 进程停止；尚无人确定处理人 ——\n')
}

async function secondProcess(path: string): Promise<void> {
  // Two hours and forty minutes later: the handler should have been found at 10:00.
  const { desk, clock, stop } = await openDesk(path, '2026-03-02T11:40:00+08:00')
  const [found] = (await desk.list({ status: ['open'] }, { by: quality })).items
  if (found === undefined) throw new Error('the complaint is lost')
  const { id } = found
  say(`${found.number}, process ${process.pid}`, `${found.number}，进程 ${process.pid}`)
  const show = printer(desk, id, 1)
  await show()

  const send = async (minutes: number, by: Person, ...commands: readonly CommandTo<typeof lenovo>[]) => {
    for (const command of commands) {
      clock.advance(minutes * 60_000)
      await desk.send(id, command, { by })
      await show()
    }
  }

  await send(5, dispatcher, { type: 'classify', category: 'serviceManner/stationService' })
  await send(5, stationHead, { type: 'assign', to: engineer.id })
  await send(
    10,
    engineer,
    { type: 'contact', channel: 'phone', summary: '用户要求上门清洗软驱。' },
    { type: 'establish', finding: 'upheld', liability: 'ours' },
    { type: 'propose', remedies: [{ kind: 'apology' }, { kind: 'visit' }] },
    { type: 'accept' },
    { type: 'file', form: 'apology', data: { by: stationHead.id, channel: 'phone' } },
    { type: 'fulfil', summary: '已上门清洗软驱。' },
  )
  await send(60, dispatcher, { type: 'callBack', outcome: 'satisfied' })

  // The customer is content; the complaint is not done (LP-01).
  try {
    await send(1, manager, { type: 'close' })
  } catch (error) {
    if (!isRedressError(error, 'COMMAND_REFUSED')) throw error
    await show()
  }

  await send(30, stationHead, {
    type: 'attribute',
    responsible: [
      { kind: 'person', id: engineer.id },
      { kind: 'person', id: stationHead.id, first: true },
    ],
  })
  await send(
    30,
    manager,
    { type: 'assess', nature: 'serviceAttitude' },
    { type: 'decide', measures: [{ kind: 'criticism', subject: engineer.id, rule: 'LP-04' }] },
  )
  clock.advance(17 * 60 * 60_000) // the next morning
  await send(
    30,
    quality,
    {
      type: 'identifyCause',
      causes: [{ code: 'no-cleaning-disks', statement: '维修站没有配备清洗盘，只能让用户自备。' }],
    },
    {
      type: 'readAcross',
      places: [
        { place: 'station-3', affected: true },
        { place: 'station-9', affected: false },
      ],
    },
    {
      type: 'plan',
      actions: [
        { kind: 'corrective', what: '给本站配备清洗盘。', owner: stationHead.id, due: '2026-03-06T18:00:00+08:00' },
        { kind: 'preventive', what: '各站开站清单加入清洗盘。', owner: quality.id, place: 'station-3' },
      ],
    },
    { type: 'completeAction', action: 'action-1' },
  )
  await send(24 * 60, quality, { type: 'completeAction', action: 'action-2' })
  await send(7 * 24 * 60, quality, { type: 'verifyEffect', effective: true })
  await send(10, quality, { type: 'close' })

  const { settledAt, closedAt } = await desk.get(id, { by: quality })
  say(
    `\nsettled with the customer ${settledAt?.toISOString()}, closed ${closedAt?.toISOString()}`,
    `\n客户界面办结 ${settledAt?.toISOString()}，投诉关闭 ${closedAt?.toISOString()}`,
  )
  const { entries, head } = await desk.verify(id, { by: quality })
  say(
    `history: ${entries} entries, the chain is whole, sealed by ${head.slice(0, 16)}…`,
    `历史：${entries} 条记录，链条完整，封印 ${head.slice(0, 16)}…`,
  )
  await stop()
}

const continued = process.argv.indexOf('--continue')
if (continued !== -1) await secondProcess(process.argv[continued + 1] ?? '')
else {
  const folder = mkdtempSync(join(tmpdir(), 'redress-'))
  const path = join(folder, 'complaints.db')
  try {
    await firstProcess(path)
    const self = fileURLToPath(import.meta.url)
    const args = [...process.execArgv, self, '--continue', path, ...process.argv.slice(2)]
    const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
    process.exitCode = status ?? 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
