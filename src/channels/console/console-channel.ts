import type { Channel, Delivery } from '../contract.ts'

/** One line for a delivery: instant, number, template, recipient. Holds references only. */
export function deliveryLine({ at, number, template, recipient }: Delivery): string {
  return `${new Date(at).toISOString()}  ${number}  ${template} → ${recipient}`
}

/**
 * A channel that writes a line for each delivery: for a first look, never for customers.
 *
 * @param options.write where lines go. @defaultValue `console.log`
 * @param options.line how a delivery is written. @defaultValue {@link deliveryLine}
 */
export function consoleChannel(
  options: { readonly write?: (line: string) => void; readonly line?: (delivery: Delivery) => string } = {},
): Channel {
  const { write = (line) => console.log(line), line = deliveryLine } = options
  return {
    async deliver(message, { signal }) {
      signal.throwIfAborted()
      write(line(message))
    },
  }
}
