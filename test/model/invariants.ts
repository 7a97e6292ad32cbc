import type { LiveRecord } from '../../src/core/decision.ts'
import type { ComplaintState, LevelState } from '../../src/domain/complaint.ts'
import { levels } from '../../src/domain/level.ts'
import { statePaths } from '../../src/machine/state-paths.ts'
import type { Policy } from '../../src/policy/policy.ts'

/**
 * What must be so of every complaint, wherever it stands: the states and the data say the same. One line for each thing
 * that is not so.
 */
export function contradictions(policy: Policy, record: LiveRecord): readonly string[] {
  const state = record.snapshot.context.complaint
  const paths = statePaths(record.snapshot)
  const [first] = paths
  const found: string[] = []
  const expect = (isSo: boolean, what: string): void => {
    if (!isSo) found.push(`${what} (${paths.join(' ')})`)
  }
  expect(!paths.some((path) => path.endsWith('.entering')), 'a routing state holds the complaint')
  expect(
    (state.closedAt !== undefined) === (first === 'closed' || first === 'archived'),
    'closedAt tells another story',
  )
  expect((state.archivedAt !== undefined) === (first === 'archived'), 'archivedAt tells another story')
  if (first === 'closed') {
    expect(
      levels.every((level) => ['settled', 'waived'].includes(state.levels[level].status)),
      'closed before its levels were done (LP-01)',
    )
    expect(state.ending !== undefined, 'closed without an ending')
    expect(
      state.clocks.every((clock) => clock.ended !== undefined),
      'closed with a running clock',
    )
  }
  if (!first?.startsWith('open.')) return found
  const at = new Map(paths.map((path) => [path.split('.')[1], path.split('.')[2] ?? '']))
  for (const level of levels) {
    const { status, required } = state.levels[level]
    const name = at.get(level) ?? ''
    expect(status === statusIn(name), `${level} has the status ${status}`)
    expect(required || status !== 'open', `${level} goes on though it is not asked for`)
  }
  for (const [isSo, what] of customerInterface(state, at.get('customerInterface') ?? '')) expect(isSo, what)
  expect(at.get('ladder') === policy.rules.ladder.rungs[state.rung], 'the ladder shows another rung')
  const isPaused = state.pauses.some(
    (pause) => pause.from <= state.at && (pause.until ?? Number.POSITIVE_INFINITY) > state.at,
  )
  expect((at.get('pace') === 'suspended') === isPaused, 'the pace tells another story than the pauses')
  return found
}

const statusIn = (name: string): LevelState['status'] =>
  name === 'waiting' || name === 'waived' || name === 'settled' ? name : 'open'

/** What level 1's states promise. */
function customerInterface(state: ComplaintState, name: string): [isSo: boolean, what: string][] {
  const { steps } = state.levels.customerInterface
  const hasOwner = state.ownership.some((one) => one.part === 'owner' && one.to === undefined)
  const did = (step: string): boolean => steps[step] !== undefined
  const offer = state.offers.filter((one) => one.state === 'open')
  return [
    [(state.ending !== undefined) === (name === 'settled'), 'level 1 has an ending while it is open, or none after'],
    [
      state.approvals.some((one) => one.state === 'open') === (name === 'awaitingApproval'),
      'a question waits for an answer elsewhere than in awaitingApproval',
    ],
    [name !== 'unassigned' || !hasOwner, 'an owner, and still unassigned'],
    [!['assigned', 'handling'].includes(name) || hasOwner, 'nobody owns what is handled'],
    [name !== 'handling' || did('contacted'), 'handled before the complainant was contacted'],
    [name !== 'assigned' || !did('contacted'), 'contacted, and not handled'],
    [
      (name === 'reviewing') === (did('reviewAwaited') && name !== 'awaitingApproval' && name !== 'settled'),
      'a review is forgotten or made twice',
    ],
    [name !== 'offered' || offer[0]?.acceptance === 'awaited', 'offered without an offer'],
    [offer.length <= 1, 'two offers at once'],
    [!['settled', 'unassigned', 'assigned'].includes(name) || offer.length === 0, 'an offer outlives what it was for'],
  ]
}
