import type { Data } from './data.ts'
import type { WorkerOptions } from './library.ts'

/** A moment at which a process ends itself: the engine's fault points, and two that lie in what surrounds it. */
export const killPoints = [
  'beforeDecide',
  'afterDecide',
  'beforeCommit',
  'afterCommit',
  'afterClaim:due',
  'afterClaim:messages',
  'afterDelivery',
  'afterReport',
] as const
export type KillPoint = (typeof killPoints)[number]

/** One thing that a process does. A complaint is named by the `commandId` of its submission. */
export type Step =
  | { readonly do: 'submit'; readonly commandId: string; readonly customer?: string }
  | {
      readonly do: 'send'
      readonly to: string
      readonly commandId: string
      readonly by: 'agent' | 'handler' | 'head'
      readonly command: { readonly type: string; readonly [field: string]: unknown }
    }
  /** Both at once, as from two callers. */
  | { readonly do: 'together'; readonly steps: readonly Step[] }
  /** Moves the clock on to an instant; one that has passed changes nothing. */
  | { readonly do: 'until'; readonly at: number }
  /** Wakes and delivers what is due. */
  | { readonly do: 'runDue' }
  /** Tells the test that it has come here, and waits for its word. */
  | { readonly do: 'wait' }
  /** Starts the workers and lets them run until the test gives its word. */
  | { readonly do: 'work' }

/** The nth time that a process comes by a point. */
export interface Moment {
  readonly point: KillPoint
  readonly nth: number
}

/** What a process is to do, and when it is to die. */
export interface Job {
  readonly data: Data
  /** Where it notes what it did. */
  readonly notes: string
  /**
   * `at`: a clock that stands still there. `speed`: so many milliseconds of the complaint pass in each of the host's,
   * counted from `epoch`, which all processes of a test share. `skewMs`: the host's clock, wrong by so much.
   */
  readonly clock:
    | { readonly at: number }
    | { readonly at: number; readonly epoch: number; readonly speed: number }
    | { readonly skewMs: number }
  readonly kill?: Moment | undefined
  /** Stops there, as a host that hangs, until the test lets it go on. */
  readonly hang?: Moment
  readonly workers?: Pick<WorkerOptions, 'leaseMs' | 'pollMs' | 'batch' | 'deliveryTimeoutMs'>
  /**
   * The provider takes its time and fails so many of the messages, half of these after it has taken them.
   * @defaultValue it takes all at once
   */
  readonly failing?: { readonly share: number; readonly seed: number }
  readonly steps: readonly Step[]
}

/** What a process says when it comes to its end. */
export interface Done {
  /** How often it came by each point. */
  readonly passed: Readonly<Record<KillPoint, number>>
}
