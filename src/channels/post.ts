import type { Clock } from '../clock.ts'
import { DeliveryError } from './contract.ts'

export interface Post {
  readonly url: URL
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
  /** Whom it goes to, for error messages: never the address itself, which may hold a token. */
  readonly to: string
  readonly timeoutMs: number
  /** How many bytes of the answer are of interest; the rest is not read. */
  readonly readBytes: number
  readonly signal: AbortSignal
  readonly clock: Clock
}

export interface Answer {
  readonly status: number
  readonly retryAfterMs: number | undefined
  /** What was read of it, `''` for an empty one. */
  readonly body: string
}

/**
 * Posts JSON and answers what came back, whatever its status. Follows no redirect.
 *
 * The error is made anew and has no `cause`: what the platform throws may repeat the address or what was sent to it.
 *
 * @throws {DeliveryError} to be tried again, when there was no answer in time or `signal` aborted
 */
export async function post({ url, body, headers, to, timeoutMs, readBytes, signal, clock }: Post): Promise<Answer> {
  const controller = new AbortController()
  const abort = (): void => controller.abort()
  const cancel = clock.schedule(timeoutMs, abort)
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
      redirect: 'manual',
      signal: controller.signal,
    })
    return {
      status: response.status,
      retryAfterMs: retryAfterMs(response.headers.get('retry-after'), clock.now()),
      body: await beginning(response, readBytes),
    }
  } catch (error) {
    if (signal.aborted) throw new DeliveryError(`The delivery to ${to} was given up.`)
    if (controller.signal.aborted) throw new DeliveryError(`${to} did not answer within ${timeoutMs} ms.`)
    throw new DeliveryError(`${to} could not be reached: ${reason(error)}.`)
  } finally {
    cancel()
    signal.removeEventListener('abort', abort)
  }
}

/**
 * Takes a status of HTTP for what it says about another try: 2xx is delivered; 408, 425, 429 and 5xx may go better later,
 * not before `Retry-After`; everything else is for good.
 *
 * @throws {DeliveryError} unless it is 2xx
 */
export function requireOk({ status, retryAfterMs }: Answer, to: string): void {
  if (status >= 200 && status < 300) return
  if (status >= 300 && status < 400) {
    const problem = `${to} answered with a redirect (${status}), which is not followed: give the address that it leads to.`
    throw new DeliveryError(problem, { permanent: true })
  }
  const isPassing = [408, 425, 429].includes(status) || status >= 500
  throw new DeliveryError(`${to} answered ${status}.`, {
    permanent: !isPassing,
    ...(isPassing && retryAfterMs !== undefined ? { retryAfterMs } : {}),
  })
}

/** RFC 9110, section 10.2.3: seconds, or a date. */
function retryAfterMs(value: string | null, now: number): number | undefined {
  if (value === null) return undefined
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now
  return ms > 0 ? ms : undefined
}

async function beginning({ body }: Response, bytes: number): Promise<string> {
  if (body === null) return ''
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let text = ''
  let left = bytes
  while (left > 0) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    text += decoder.decode(value.subarray(0, left), { stream: true })
    left -= value.length
  }
  await reader.cancel()
  return text
}

/** The code of the failure, such as ECONNREFUSED: `fetch` has it in the cause, or in the cause of that. */
function reason(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 3; at = at.cause, depth++) {
    const code: unknown = Reflect.get(at, 'code')
    if (typeof code === 'string' && /^\w{1,50}$/.test(code)) return code
  }
  return 'no connection'
}
