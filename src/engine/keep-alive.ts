import { MessageChannel, type MessagePort } from 'node:worker_threads'

/** Keeps the process from ending while somebody holds it. */
export interface KeepAlive {
  hold(): void
  release(): void
}

/**
 * The clock's timers do not keep a process alive, so one that only waits for a timer (a backoff, a time-out, the next
 * deadline) would end in the middle of it, without a word. An idle port does keep it, as long as it is referenced, and
 * costs a tenth of a microsecond to take and to let go.
 */
export function createKeepAlive(): KeepAlive {
  let port: MessagePort | undefined
  let holders = 0
  return {
    hold() {
      if (holders++ > 0) return
      port ??= new MessageChannel().port1
      port.ref()
    },
    release() {
      if (--holders === 0) port?.unref()
    },
  }
}
