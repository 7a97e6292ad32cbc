import type { Channel, Delivery } from '../../channels/contract.ts'
import { systemClock } from '../../clock.ts'
import { ok } from '../assert.ts'
import type { ContractRule } from '../contract-runner.ts'

/** The channel that is put to the test. */
export interface ChannelSubject {
  /**
   * Makes a channel and a far side that has received nothing. The suite closes it at the end of the rule; no rule sends
   * more than five messages, since far sides have a pace of their own.
   */
  open(): Promise<OpenChannel>
}

/** A channel, and the levers of its far side. */
export interface OpenChannel {
  readonly channel: Channel
  /** What the far side has taken, in the order of arrival; what it recognised as repeated may be left out. */
  received(): readonly Received[] | Promise<readonly Received[]>
  /** Lets the far side treat the next call so, and answers once that call has come. */
  failOnce(kind: FarFailure): Promise<void>
  /** What no error may repeat: the address of the recipient, tokens, keys. */
  readonly secrets?: readonly string[]
  close?(): Promise<void>
}

/**
 * How a far side fails. `temporary`: it answers that another try may help; `permanent`: that none will, both in an answer
 * that repeats what it was sent, as far as it can; `away`: it breaks the connection; `hang`: it takes the call and does
 * not answer.
 */
export type FarFailure = 'temporary' | 'permanent' | 'away' | 'hang'

/** A message as the far side has it. */
export interface Received {
  /** What it recognises a repeated message by. */
  readonly id?: string
  /** All that its reader sees, or its program reads. */
  readonly text: string
}

/** One promise of the port: `CH-01`, `CH-02`, … */
export type ChannelRule = ContractRule<ChannelSubject>

/** What a rule is given to work with. */
export interface RuleContext extends OpenChannel {
  /** Hands a delivery to the channel, with a signal that never aborts unless one is given. */
  send(delivery: Delivery, signal?: AbortSignal): Promise<unknown>
  /** Like `send`, for a call that has to fail: answers what it failed with. */
  failure(delivery: Delivery, signal?: AbortSignal): Promise<unknown>
  /** Fails when the promise takes longer than a patient person would call soon. */
  soon<T>(promise: Promise<T>, what: string): Promise<T>
}

/** Far beyond what an abort takes, on a busy machine too. */
const SOON_MS = 2_000

/** Makes a rule of a sentence and what shows it. */
export function rule(id: string, title: string, body: (context: RuleContext) => Promise<void>): ChannelRule {
  return {
    id,
    title,
    async run(subject) {
      const opened = await subject.open()
      const send: RuleContext['send'] = async (delivery, signal = new AbortController().signal) =>
        opened.channel.deliver(delivery, { signal })
      try {
        await body({
          channel: opened.channel,
          received: () => opened.received(),
          failOnce: (kind) => opened.failOnce(kind),
          secrets: opened.secrets ?? [],
          send,
          failure: (delivery, signal) =>
            send(delivery, signal).then(
              () => ok(false, 'the call fails'),
              (error: unknown) => error,
            ),
          soon,
        })
      } finally {
        await opened.close?.()
      }
    },
  }
}

async function soon<T>(promise: Promise<T>, what: string): Promise<T> {
  let cancel = (): void => {}
  const late = new Promise<never>((_, reject) => {
    cancel = systemClock.schedule(SOON_MS, () => reject(new Error(`Not within ${SOON_MS} ms: ${what}`)))
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    cancel()
  }
}
