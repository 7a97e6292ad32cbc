import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** One way of running an example. */
interface Run {
  readonly args: readonly string[]
  /** Where the host thinks it is; the output must not tell. */
  readonly timeZone?: string
  /** Its output as a whole, line by line. */
  readonly prints?: readonly string[]
  /** Lines of its output in this order, others between them. */
  readonly says?: readonly (string | RegExp)[]
  /** How many processes work on it, each of which says its id. */
  readonly processes?: number
  /** What it must not print: names, numbers, words of people. */
  readonly hides: readonly string[]
}

/** What each example prints. An example without an entry fails the first test below. */
const expected: Readonly<Record<string, readonly Run[]>> = {
  'first-desk': [
    { args: [], prints: ['settled open', 'notPermitted []', 'closed resolved'], hides: ['kettle', 'seals'] },
  ],
  'custom-store': [
    {
      args: [],
      says: [
        'S-01 a record comes back as it was stored, with all its columns',
        /^S-22 a history has no gaps and no doubles/,
        'S-76 not kept: one process has the file',
        /^S-79 not kept: /,
        'S-80 what was stored is there when the store was closed and is opened again',
        'the journal store keeps 85 of 87 rules',
      ],
      hides: ['DROP TABLE', 'customer-4'],
    },
  ],
  deadlines: [
    {
      args: [],
      timeZone: 'America/New_York',
      says: [
        'registered at 08:00: repair is running, due 2026-03-03 06:00',
        'nobody at home at 14:00: repair is paused, due never as it stands',
        // Three paused hours later.
        'back at 17:00: repair is running, due 2026-03-03 09:00',
        'four hours more: repair is running, due 2026-03-03 13:00',
        'and once more: refused, limitReached',
        'cleared at 11:30: repair is met, due 2026-03-03 13:00',
        // Ten minutes before noon, fifty from 14:30 on (T-02); at the due instant it is in time (T-15).
        'replied at 11:50: call-back is running, due 2026-03-03 15:20',
        'called at 15:20: call-back is met, due 2026-03-03 15:20',
        '',
        // How the explanation puts it is its own affair.
        /repair.*TT-09/,
        /userAbsent/,
        '',
        /call-back.*TT-28/,
      ],
      hides: ['line is dead', 'cable', 'Spliced'],
    },
  ],
  'own-transaction': [
    {
      args: [],
      prints: [
        'SQLite: filed SIMPLE-FLOW-000001 with its refund',
        'SQLite: too much money, both taken back',
        'SQLite: 1 complaint, 1 refund',
        'Postgres: filed SIMPLE-FLOW-000001 with its refund',
        'Postgres: too much money, both taken back',
        'Postgres: TRANSACTION_INVALID, a failed transaction takes nothing more',
        'Postgres: 1 complaint, 1 refund',
      ],
      hides: ['parcel'],
    },
  ],
  'custom-channel': [
    {
      args: [],
      says: [
        'kept: CH-01 a call is one message, and the far side has it when the call ends',
        /^kept: CH-24 /,
        /^2\d rules kept$/,
      ],
      hides: ['not kept'],
    },
  ],
  'webhook-receiver': [
    {
      args: [],
      prints: [
        'complaint-received: SIMPLE-FLOW-000001 for customer-7',
        'forged: 401 not signed by us',
        'handler-overdue: N-1 for ben',
        'delivered, 2 handled',
        'delivered, 2 handled',
      ],
      hides: ['kettle', 'Liu'],
    },
  ],
  notify: [
    {
      args: [],
      says: [
        'mail to liu@customer.example: We have your complaint COMPANY-000001',
        /^Thank you for telling us\. We received your complaint .* its number is COMPANY-000001\.$/,
        'For questions: desk@company.example',
        /^robot: \{"msgtype":"text","text":\{"content":"COMPANY-000001：新投诉/,
        'webhook, signed: {"type":"complaint-assigned","data":{"number":"COMPANY-000001","recipient":"carol","channel":"system"}}',
        'left in the outbox: 0',
      ],
      hides: ['kettle', 'Ms Liu'],
    },
  ],
  quickstart: [
    {
      args: [],
      timeZone: 'America/Los_Angeles',
      processes: 2,
      says: [
        /^LENOVO-000001, process \d+$/,
        '2026-03-02 09:00:00  L1  complaint registered  d.zhao (dispatcher)',
        '⏱ handler determined [LS-08]: due 2026-03-02 10:00:00',
        '✉ customer-4711: complaint-received',
        '— the process stops; nobody has found a handler —',
        /^LENOVO-000001, process \d+$/,
        // Missed while no process ran: found by the second one, with its due instant, and climbed.
        '2026-03-02 11:40:00      time passed  system',
        '⏱ handler determined [LS-08]: MISSED, due 2026-03-02 10:00:00',
        '▲ now with head of the station',
        '✉ h.sun: complaint-escalated',
        '✉ h.sun: handler-overdue',
        '2026-03-02 11:50:00      handler determined  h.sun (stationHead)',
        '⏱ handler determined [LS-08]: met late by 1 hour 50 minutes',
        '◆ level 1, customer interface: settled',
        // Settled is not closed.
        '2026-03-02 13:51:00      complaint closed: REFUSED  m.li (regionalManager)',
        'the complaint is not done yet: level 2, accountability, level 3, improvement',
        '2026-03-02 14:21:00  L2  responsible party found  h.sun (stationHead)',
        '◆ level 2, accountability: settled',
        '2026-03-03 08:51:00  L3  root cause found  q.wang (quality)',
        '2026-03-03 09:21:00  L3  read across  q.wang (quality)',
        '⏱ measure implemented [LS-22]: met, 3 days 7 hours 39 minutes to spare',
        '2026-03-11 10:21:00  L3  effect verified  q.wang (quality)',
        '◆ level 3, improvement: settled',
        '2026-03-11 10:31:00      complaint closed  q.wang (quality)',
        '✉ w.chen: complaint-closed',
        'settled with the customer 2026-03-02T05:50:00.000Z, closed 2026-03-11T02:31:00.000Z',
        /^history: 22 entries, the chain is whole, sealed by [0-9a-f]{16}…$/,
      ],
      hides: ['刘先生', '138 0000', '软驱', '清洗', '道歉'],
    },
    {
      args: ['--zh'],
      timeZone: 'Pacific/Apia',
      processes: 2,
      says: [
        /^LENOVO-000001，进程 \d+$/,
        '2026-03-02 09:00:00  L1  投诉登记  d.zhao (dispatcher)',
        '⏱ 确定处理人 [LS-08]：到期时间 2026-03-02 10:00:00',
        '—— 进程停止；尚无人确定处理人 ——',
        '⏱ 确定处理人 [LS-08]：超时，到期时间 2026-03-02 10:00:00',
        '▲ 升级至 维修站站长',
        '⏱ 确定处理人 [LS-08]：已完成，超时 1 小时 50 分钟',
        '◆ 第一层次：客户界面：办结',
        '2026-03-02 13:51:00      投诉关闭：拒绝执行  m.li (regionalManager)',
        '投诉尚未完成，不能关闭：第二层次：责任、第三层次：改进',
        '2026-03-03 09:21:00  L3  触类旁通  q.wang (quality)',
        '⏱ 改进措施落实 [LS-22]：按时完成，富余 3 天 7 小时 39 分钟',
        '2026-03-11 10:31:00      投诉关闭  q.wang (quality)',
        '客户界面办结 2026-03-02T05:50:00.000Z，投诉关闭 2026-03-11T02:31:00.000Z',
        /^历史：22 条记录，链条完整，封印 [0-9a-f]{16}…$/,
      ],
      hides: ['刘先生', '138 0000', '软驱', '清洗', '道歉'],
    },
  ],
}

const names = readdirSync(join(root, 'examples'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))

// The examples make their files below the system's temporary directory; they get one of their own, to look into it.
let directory = ''
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'redress-examples-'))
})
afterAll(() => rmSync(directory, { recursive: true }))

async function output(name: string, { args, timeZone = 'UTC' }: Run): Promise<string> {
  // As the README says it; the others without the two processes before, of which each costs a second.
  const [file, ...command] =
    !names.includes(name) || (name === 'quickstart' && args.length === 0)
      ? ['npm', 'run', '-s', 'example', '--', name]
      : [process.execPath, '--import', 'tsx', join(root, 'examples', `${name}.ts`), ...args]
  const env = { ...process.env, TZ: timeZone, TMPDIR: directory, FORCE_COLOR: undefined }
  // Rejects when the exit code is another than 0.
  const { stdout, stderr } = await promisify(execFile)(file, command, { cwd: root, env, timeout: 60_000 })
  expect(stderr.replace(/^npm warn .*\n/gm, '')).toBe('')
  return stdout
}

it('every example has an entry here, and every entry an example', () => {
  expect(names.length).toBeGreaterThan(0)
  expect(Object.keys(expected).sort()).toEqual(names.sort())
})

describe.each(names)('npm run example -- %s', (name) => {
  it.each(expected[name] ?? [])('runs to its end with $args', { timeout: 60_000 }, async (run) => {
    const text = await output(name, run)
    const lines = text.split('\n').map((line) => line.trim())
    if (run.prints !== undefined) expect(lines.slice(0, -1)).toEqual(run.prints)
    let from = 0
    for (const wanted of run.says ?? []) {
      const found = lines.findIndex(
        (line, i) => i >= from && (typeof wanted === 'string' ? line === wanted : wanted.test(line)),
      )
      expect(found, `${String(wanted)} after line ${from} of:\n${text}`).toBeGreaterThanOrEqual(from)
      from = found + 1
    }
    const pids = [...text.matchAll(/(?:process|进程) (\d+)/g)].map(([, pid]) => pid)
    expect(new Set(pids).size).toBe(run.processes ?? 0)
    // No terminal, no colours.
    expect(text).not.toContain('\u001b')
    for (const word of run.hides) expect(text).not.toContain(word)
    expect(readdirSync(directory).filter((file) => file.startsWith('redress-'))).toEqual([])
  })
})

it('an example that there is not is told with those that there are', async () => {
  await expect(output('no-such-example', { args: [], hides: [] })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('first-desk'),
  })
})
