/** Where the library gets fresh identifiers and salts. The only source of randomness. */
export interface IdSource {
  /** A new identifier, unique for ever; sorts roughly by time when it is a UUIDv7. */
  next(): string
  /** 16 fresh random bytes in hex: the salt under which a personal value is digested. */
  salt(): string
  /** A number in [0, 1), for jitter only. */
  random(): number
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

// RFC 9562, section 5.7: 48 bits of time, version, then random. Ids that grow with time keep index pages together.
function uuid7(now: number): string {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(16))
  const view = new DataView(bytes.buffer)
  view.setUint16(0, Math.floor(now / 2 ** 32))
  view.setUint32(2, now % 2 ** 32)
  view.setUint8(6, (view.getUint8(6) & 0x0f) | 0x70)
  view.setUint8(8, (view.getUint8(8) & 0x3f) | 0x80)
  const text = hex(bytes)
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`
}

/** Random identifiers (UUIDv7) from the platform's cryptographic source. */
export function randomIds(now: () => number = Date.now): IdSource {
  return {
    next: () => uuid7(now()),
    salt: () => hex(globalThis.crypto.getRandomValues(new Uint8Array(16))),
    random: Math.random,
  }
}

/** Identifiers that count up and salts that repeat from run to run: for tests and examples, never for production. */
export function countingIds(prefix = 'id'): IdSource {
  let count = 0
  return {
    next: () => `${prefix}-${String(++count).padStart(6, '0')}`,
    salt: () => (++count).toString(16).padStart(32, '0'),
    random: () => 0.5,
  }
}
