import type { Channel } from '../channels/contract.ts'
import { type Clock, systemClock } from '../clock.ts'
import { type InputIssue, RedressError } from '../errors.ts'
import { type IdSource, randomIds } from '../ids.ts'
import type { Policy } from '../policy/policy.ts'
import type { Store } from '../stores/contract.ts'
import type { Directory } from './directory.ts'
import type { RedressEvent } from './events.ts'

/** How the workers behave. Durations are milliseconds of the desk's clock. */
export interface WorkerOptions {
  /**
   * Longest rest between two looks at the store. Own commits wake the workers by themselves, so this is how late the
   * writes of *other* processes may be noticed when the store does not tell of them. Each look of each of the two workers
   * costs one query of an index. Set it lower where a store that tells cannot be heard, as behind a pooler that lends
   * connections by the transaction.
   * @defaultValue 2,500 with a store that tells what other processes write (`postgresStore`), else 1,000
   */
  readonly pollMs?: number
  /**
   * How long a claim hides a record or message from other workers. A message that is still worked on is renewed at
   * half of it, so this is how late the work of a killed process is taken up. @defaultValue 30,000
   */
  readonly leaseMs?: number
  /** Records or messages to a claim. @defaultValue 100 */
  readonly batch?: number
  /** Deliveries at a time on each channel; a channel that hangs holds up itself only. @defaultValue 16 */
  readonly deliveries?: number
  /** When a delivery is given up and tried again later. @defaultValue 30,000 */
  readonly deliveryTimeoutMs?: number
  /** Tries of a message before it is dead; with the backoff of 5 s to 1 h the default is about 11 hours. @defaultValue 20 */
  readonly attempts?: number
  /** How long `stop` lets running deliveries finish before it aborts them. @defaultValue 10,000 */
  readonly graceMs?: number
}

/** What a desk is made of. */
export interface RedressOptions<P extends Policy = Policy, S extends Store = Store> {
  /** The policies in their current versions; ids are unique. */
  readonly policies: readonly P[]
  /** Older versions, for the complaints that were taken under them. They take no new ones. */
  readonly retired?: readonly Policy[]
  readonly store: S
  /** By the names that the policies' notifications use. A message for a channel that is missing here is dead at once. */
  readonly channels?: Readonly<Record<string, Channel>>
  /** @defaultValue none: people are their ids, and an audience by role finds nobody */
  readonly directory?: Directory
  /** @defaultValue `systemClock` */
  readonly clock?: Clock
  /** @defaultValue `randomIds()` */
  readonly ids?: IdSource
  /** Told of everything the engine does. Called synchronously: keep it short. What it throws is dropped. */
  readonly onEvent?: (event: RedressEvent) => void
  /** Records kept in memory to spare a load; about 10 KB each. 0: none. @defaultValue 1,000 */
  readonly cacheSize?: number
  /** How far the host's clock may be from the store's. @defaultValue 60,000 */
  readonly toleranceMs?: number
  /** Most changes to a commit; a store may want fewer ({@link Store.commitGroups}). @defaultValue 64 */
  readonly commitBatch?: number
  readonly workers?: WorkerOptions
}

/** The options with every default filled in. */
export interface Settings {
  readonly policies: readonly Policy[]
  readonly retired: readonly Policy[]
  readonly store: Store
  readonly channels: ReadonlyMap<string, Channel>
  readonly directory: Directory | undefined
  readonly clock: Clock
  readonly ids: IdSource
  readonly onEvent: ((event: RedressEvent) => void) | undefined
  readonly cacheSize: number
  readonly toleranceMs: number
  readonly commitBatch: number
  readonly workers: Required<WorkerOptions>
}

/** Two workers look, so that together an idle desk asks a server less than once a second. */
const POLL_MS = { told: 2_500, untold: 1_000 } as const

const STORE_METHODS = ['migrate', 'ping', 'load', 'commit', 'claimDue', 'claimMessages', 'find', 'entries'] as const

/**
 * Looks at the options once, since a host may come from plain JavaScript.
 *
 * @throws {RedressError} CONFIG_INVALID with every mistake
 */
export function readOptions(options: RedressOptions): Settings {
  const issues: InputIssue[] = []
  const object = (path: string, value: unknown): value is object => {
    if (typeof value === 'object' && value !== null) return true
    issues.push({ path, message: value === undefined ? 'is missing' : 'must be an object' })
    return false
  }
  const methods = (path: string, value: unknown, names: readonly string[]): void => {
    if (!object(path, value)) return
    const absent = names.filter((name) => typeof Reflect.get(value, name) !== 'function')
    if (absent.length > 0) issues.push({ path, message: `lacks ${absent.map((name) => `${name}()`).join(', ')}` })
  }
  const whole = (path: string, value: number | undefined, standard: number, least = 1): number => {
    if (value === undefined) return standard
    if (!Number.isSafeInteger(value) || value < least) {
      issues.push({ path, message: `must be a whole number, ${least} or more` })
    }
    return value
  }
  const listener = (value: unknown): void => {
    if (value !== undefined && typeof value !== 'function')
      issues.push({ path: 'onEvent', message: 'must be a function' })
  }

  if (!object('', options)) throw configInvalid(issues)
  const policies = options.policies ?? []
  const retired = options.retired ?? []
  checkPolicies(policies, retired, issues)
  methods('store', options.store, STORE_METHODS)
  for (const [name, channel] of Object.entries(options.channels ?? {}))
    methods(`channels.${name}`, channel, ['deliver'])
  if (options.directory !== undefined) methods('directory', options.directory, ['persons', 'members'])
  if (options.clock !== undefined) methods('clock', options.clock, ['now', 'schedule'])
  if (options.ids !== undefined) methods('ids', options.ids, ['next', 'salt', 'random'])
  listener(options.onEvent)
  const clock = options.clock ?? systemClock
  const workers = options.workers ?? {}
  const settings: Settings = {
    policies,
    retired,
    store: options.store,
    channels: new Map(Object.entries(options.channels ?? {})),
    directory: options.directory,
    clock,
    ids: options.ids ?? randomIds(() => clock.now()),
    onEvent: options.onEvent,
    cacheSize: whole('cacheSize', options.cacheSize, 1_000, 0),
    toleranceMs: whole('toleranceMs', options.toleranceMs, 60_000, 0),
    commitBatch: whole('commitBatch', options.commitBatch, 64),
    workers: {
      pollMs: whole(
        'workers.pollMs',
        workers.pollMs,
        options.store?.watch === undefined ? POLL_MS.untold : POLL_MS.told,
      ),
      leaseMs: whole('workers.leaseMs', workers.leaseMs, 30_000, 2),
      batch: whole('workers.batch', workers.batch, 100),
      deliveries: whole('workers.deliveries', workers.deliveries, 16),
      deliveryTimeoutMs: whole('workers.deliveryTimeoutMs', workers.deliveryTimeoutMs, 30_000),
      attempts: whole('workers.attempts', workers.attempts, 20),
      graceMs: whole('workers.graceMs', workers.graceMs, 10_000, 0),
    },
  }
  if (issues.length > 0) throw configInvalid(issues)
  return settings
}

function checkPolicies(policies: readonly Policy[], retired: readonly Policy[], issues: InputIssue[]): void {
  if (!Array.isArray(policies) || policies.length === 0) {
    issues.push({ path: 'policies', message: 'must list at least one policy, made by definePolicy' })
    return
  }
  const current = new Map<string, Policy>()
  const versions = new Set<string>()
  for (const [list, path] of [
    [policies, 'policies'],
    [retired, 'retired'],
  ] as const) {
    for (const [i, policy] of list.entries()) {
      if (typeof policy?.command !== 'function' || policy.rules === undefined) {
        issues.push({ path: `${path}.${i}`, message: 'is no policy; make it by definePolicy' })
        continue
      }
      const name = `${policy.id} version ${policy.version}`
      if (versions.has(name)) issues.push({ path: `${path}.${i}`, message: `${name} is listed twice` })
      versions.add(name)
      if (path === 'retired') continue
      const other = current.get(policy.id)
      if (other !== undefined && other.version !== policy.version) {
        issues.push({ path: `${path}.${i}`, message: `two versions of '${policy.id}' are current; one is retired` })
      }
      current.set(policy.id, policy)
    }
  }
}

const configInvalid = (issues: readonly InputIssue[]): RedressError<'CONFIG_INVALID'> =>
  new RedressError(
    'CONFIG_INVALID',
    `The desk cannot be made: ${issues.map(({ path, message }) => `${path === '' ? 'options' : path} ${message}`).join('; ')}.`,
    { issues },
  )
