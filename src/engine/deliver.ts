import type { Channel, Delivery } from '../channels/contract.ts'
import type { Clock } from '../clock.ts'
import { failureText } from './failure.ts'
import type { Handled } from './handled.ts'

/** A provider that asks for more is asked again nevertheless; an instant beyond all calendars no store could keep. */
const LONGEST_RETRY_AFTER_MS = 30 * 86_400_000

/**
 * Hands one message to a channel and waits no longer than the time-out, whatever the channel does.
 *
 * @param signal aborts when the lease is lost or the desk stops; the time-out aborts what the channel is handed, too
 */
export async function deliver(
  channel: Channel,
  delivery: Delivery,
  { clock, timeoutMs, signal }: { readonly clock: Clock; readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<Handled> {
  const controller = new AbortController()
  const abort = (): void => controller.abort(signal.reason)
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
  let cancel: (() => void) | undefined
  const givenUp = new Promise<Handled>((resolve) => {
    const giveUp = (error: string): void => resolve({ result: 'retry', error, cause: controller.signal.reason })
    controller.signal.addEventListener('abort', () => giveUp('the delivery was given up'), { once: true })
    if (controller.signal.aborted) giveUp('the delivery was given up')
    cancel = clock.schedule(timeoutMs, () => {
      giveUp(`the channel did not answer within ${timeoutMs} ms`)
      controller.abort(new Error('time-out'))
    })
  })
  try {
    return await Promise.race([call(channel, delivery, controller.signal), givenUp])
  } finally {
    cancel?.()
    signal.removeEventListener('abort', abort)
  }
}

async function call(channel: Channel, delivery: Delivery, signal: AbortSignal): Promise<Handled> {
  try {
    const receipt = await channel.deliver(delivery, { signal })
    const reference: unknown = receipt?.reference
    return typeof reference === 'string' ? { result: 'delivered', reference } : { result: 'delivered' }
  } catch (cause) {
    return failed(cause)
  }
}

// By name, not by class: a channel package may have its own copy of it.
function failed(cause: unknown): Handled {
  const error = failureText(cause)
  if (!(cause instanceof Error) || cause.name !== 'DeliveryError') return { result: 'retry', error, cause }
  if (Reflect.get(cause, 'permanent') === true) return { result: 'dead', error, cause }
  const afterMs: unknown = Reflect.get(cause, 'retryAfterMs')
  return typeof afterMs === 'number' && afterMs > 0
    ? { result: 'retry', error, cause, afterMs: Math.min(Math.ceil(afterMs), LONGEST_RETRY_AFTER_MS) }
    : { result: 'retry', error, cause }
}
