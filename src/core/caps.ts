import type { Cap, ComplaintState, Produced } from '../domain/complaint.ts'
import { given } from '../domain/json.ts'
import type { RecordKey } from '../domain/level.ts'
import type { OutboxMessage } from '../domain/record.ts'
import type { Obligation } from '../policy/obligations.ts'
import type { Policy } from '../policy/policy.ts'
import { EARLIEST } from '../time/interval.ts'
import { finiteDueOf } from './columns.ts'

/**
 * What one entry hands down to the complaints below: to all of them where a cap has changed, else to those that were
 * linked by it. Each message names the entry, so that below the last word stands in whatever order they arrive.
 *
 * @param before `undefined`: what was handed down before is not known, since the rules have changed
 */
export function capMessages(
  policy: Policy,
  key: RecordKey,
  seq: number,
  before: ComplaintState | undefined,
  after: ComplaintState,
  links: Produced['links'],
): readonly OutboxMessage[] {
  return policy.rules.obligations.handingDown.flatMap(({ id, handsDown }): readonly OutboxMessage[] => {
    // Without any link there is nobody below, and most complaints have none.
    if (handsDown === undefined || after.signals['linked'] === undefined) return []
    const { rel } = handsDown
    const base = { record: key, seq, createdAt: after.at, sendAt: after.at }
    const name = `${key.id}/${seq}/cap/${id}`
    const cap = capOf(policy, after, id, handsDown)
    const command = { type: 'cap', complaint: key.id, obligation: id, seq, ...cap }
    const hasChanged =
      before === undefined || JSON.stringify(cap) !== JSON.stringify(capOf(policy, before, id, handsDown))
    if (hasChanged) {
      return [{ ...base, key: name, content: { kind: 'fanOut', from: key, rel, command } }]
    }
    if (cap === undefined) return []
    const linked = links.filter((link) => link.rel === rel && link.to.kind === 'complaint')
    return linked.map(({ to }) => ({
      ...base,
      key: `${name}/${to.id}`,
      content: { kind: 'command', target: { tenant: key.tenant, ...to }, command },
    }))
  })
}

/** The cap that a duty hands down: of its running clocks the earliest due counts. */
function capOf(
  policy: Policy,
  state: ComplaintState,
  obligation: string,
  { bufferMs }: NonNullable<Obligation['handsDown']>,
): Pick<Cap, 'at' | 'above'> | undefined {
  let found: { readonly due: number; readonly cap: Cap | undefined } | undefined
  for (const clock of state.clocks) {
    if (clock.ended !== undefined || clock.obligation !== obligation) continue
    const due = finiteDueOf(policy, state, clock)
    if (due !== undefined && (found === undefined || due < found.due)) found = { due, cap: clock.cap }
  }
  if (found === undefined) return undefined
  const { due, cap } = found
  const isCapped = cap !== undefined && cap.at === due
  return {
    // A buffer of any length leaves an instant.
    at: Math.max(EARLIEST, due - bufferMs),
    ...given({ above: isCapped ? [cap.complaint, ...(cap.above ?? [])] : undefined }),
  }
}
