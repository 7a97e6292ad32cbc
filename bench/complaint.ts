import type { By, CommandTo, Submission } from '../src/engine/redress.ts'
import { staticDirectory } from '../src/engine/static-directory.ts'
import { lenovo } from '../src/policies/lenovo.ts'

type Lenovo = typeof lenovo
type Actor = By<Lenovo>['by']

const dispatcher = { id: 'd.zhao', role: 'dispatcher' } as const satisfies Actor
const engineer = { id: 'w.chen', role: 'engineer', unit: 'station-7' } as const satisfies Actor
const stationHead = { id: 'h.sun', role: 'stationHead', unit: 'station-7' } as const satisfies Actor
const manager = { id: 'm.li', role: 'regionalManager' } as const satisfies Actor
const quality = { id: 'q.wang', role: 'quality' } as const satisfies Actor

/** One command of the case. */
export interface Step {
  readonly by: Actor
  readonly command: CommandTo<Lenovo>
}

const by = (actor: Actor, ...commands: readonly CommandTo<Lenovo>[]): readonly Step[] =>
  commands.map((command) => ({ by: actor, command }))

/**
 * The quickstart's complaint (LS-25): the drive does not read, the station tells the customer to find a cleaning disk
 * himself, and he complains of the station's service.
 */
export const submission: { readonly by: Actor; readonly complaint: Submission<Lenovo> } = {
  by: dispatcher,
  complaint: {
    policy: lenovo.id,
    channel: 'phone',
    customer: { id: 'customer-4711', name: '刘先生', contact: '138 0000 0000' },
    summary: '软驱不读盘，维修站让用户自己想办法找清洗盘。',
    demand: '请维修站上门清洗软驱并道歉。',
    category: 'serviceManner/stationService',
    facts: { station: 'station-7', product: 'desktop' },
    unit: 'station-7',
  },
}

const DAY_MS = 86_400_000

/**
 * What is done about it until it is closed, each command in time.
 *
 * @param openedAt what due dates count from
 */
export const stepsFrom = (openedAt: number): readonly Step[] => [
  ...by(dispatcher, { type: 'assign', to: engineer.id }),
  ...by(
    engineer,
    { type: 'contact', channel: 'phone', summary: '用户要求上门清洗软驱。' },
    { type: 'establish', finding: 'upheld', liability: 'ours' },
    { type: 'file', form: 'apology', data: { by: stationHead.id, channel: 'phone' } },
    { type: 'propose', remedies: [{ kind: 'apology' }, { kind: 'visit' }] },
    { type: 'accept' },
    { type: 'fulfil', summary: '已上门清洗软驱。' },
  ),
  ...by(dispatcher, { type: 'callBack', outcome: 'satisfied' }),
  ...by(stationHead, {
    type: 'attribute',
    responsible: [
      { kind: 'person', id: engineer.id },
      { kind: 'person', id: stationHead.id, first: true },
    ],
  }),
  ...by(
    manager,
    { type: 'assess', nature: 'serviceAttitude' },
    { type: 'decide', measures: [{ kind: 'criticism', subject: engineer.id, rule: 'LP-04' }] },
  ),
  ...by(
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
        { kind: 'corrective', what: '给本站配备清洗盘。', owner: stationHead.id, due: openedAt + 4 * DAY_MS },
        { kind: 'preventive', what: '各站开站清单加入清洗盘。', owner: quality.id, place: 'station-3' },
      ],
    },
    { type: 'completeAction', action: 'action-1' },
    { type: 'completeAction', action: 'action-2' },
    { type: 'verifyEffect', effective: true },
    { type: 'close' },
  ),
]

/** Everybody who has to do with it. */
export const people = staticDirectory([
  { id: dispatcher.id, roles: ['dispatcher'] },
  { id: engineer.id, roles: ['engineer'], unit: 'station-7', superiors: [stationHead.id, manager.id] },
  { id: stationHead.id, roles: ['stationHead'], unit: 'station-7', superiors: [manager.id] },
  { id: manager.id, roles: ['regionalManager'] },
  { id: quality.id, roles: ['quality'] },
])
