import { memoryChannel } from '../../src/channels/memory/memory-channel.ts'
import { simulatedClock } from '../../src/clock.ts'
import { createRedress } from '../../src/engine/create-redress.ts'
import type { By, Redress } from '../../src/engine/redress.ts'
import { type Listed, staticDirectory } from '../../src/engine/static-directory.ts'
import { isRedressError } from '../../src/errors.ts'
import { countingIds } from '../../src/ids.ts'
import type { Policy } from '../../src/policy/policy.ts'
import { memoryStore } from '../../src/stores/memory/memory-store.ts'

const LOOK_MS = 5 * 60_000

/**
 * A desk for one policy at an instant. Every role has somebody in it, since a notice to nobody climbs the ladder and
 * would hide what a deadline does.
 */
export function openDesk<P extends Policy>(
  policy: P,
  start: string,
  people: readonly Listed[] = oneOfEachRole(policy),
) {
  const clock = simulatedClock(start)
  const mailbox = memoryChannel()
  const redress: Redress<P> = createRedress({
    policies: [policy],
    store: memoryStore(),
    channels: { staff: mailbox, customer: mailbox, mail: mailbox },
    directory: staticDirectory(people),
    clock,
    ids: countingIds('id'),
  })
  /** Moves to an instant; a worker looks every five minutes and a millisecond later, when a breach may be said. */
  const at = async (instant: string): Promise<void> => {
    const target = Date.parse(instant)
    while (clock.now() < target) {
      const isOnLook = clock.now() % LOOK_MS === 0
      const next = isOnLook ? clock.now() + 1 : clock.now() - (clock.now() % LOOK_MS) + LOOK_MS
      clock.set(Math.min(next, target))
      await redress.runDue()
    }
  }
  /** What has gone out so far, such as `handler-overdue>h.sun`. */
  const delivered = async (): Promise<readonly string[]> => {
    await redress.runDue()
    return mailbox.deliveries.map(({ template, recipient }) => `${template}>${recipient}`)
  }
  return { redress, clock, at, delivered }
}

const oneOfEachRole = (policy: Policy): readonly Listed[] =>
  policy.rules.permissions.roles.map((role) => ({ id: `some-${role}`, roles: [role] }))

/** How each clock of an obligation stands and when it is due in Shanghai, such as `met 2026-03-02 12:00:00`. */
export async function clocksOf<P extends Policy>(
  redress: Redress<P>,
  id: string,
  obligation: Parameters<Redress<P>['explain']>[1],
  options: By<P>,
): Promise<readonly string[]> {
  const { clocks } = await redress.explain(id, obligation, options)
  return clocks.map(({ state, dueAt }) => (dueAt === undefined ? state : `${state} ${inShanghai(dueAt)}`))
}

const local = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'medium' })
export const inShanghai = (instant: Date): string => local.format(instant)

/** Why a call was refused: the reason of a refused command, else the code; `undefined` when it was not. */
export async function refusalOf(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call
    return undefined
  } catch (error) {
    if (isRedressError(error, 'COMMAND_REFUSED')) return error.details.reason
    return isRedressError(error) ? error.code : String(error)
  }
}
