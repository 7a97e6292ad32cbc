/** Where the library gets fresh identifiers and salts. The only source of randomness. */
export interface IdSource {
  /** A new identifier, unique for ever; sorts roughly by time when it is a UUIDv7. */
  next(): string
  /** 16 fresh random bytes in hex: the salt under which a personal value is digested. */
  salt(): string
  /** A number in [0, 1), for jitter only. */
  random(): number
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const BYTES = 16
const POOL_BYTES = 4_096

/**
 * Random bytes, 16 at a time. They are drawn from a pool that the platform's cryptographic source fills: asking it for
 * each id cost an eighth of a command. What was handed out is not kept.
 */
function randomBytes(): (take: (bytes: Uint8Array) => string) => string {
  const pool = new Uint8Array(POOL_BYTES)
  let used = POOL_BYTES
  return (take) => {
    if (used === POOL_BYTES) {
      globalThis.crypto.getRandomValues(pool)
      used = 0
    }
    const bytes = pool.subarray(used, used + BYTES)
    used += BYTES
    const text = take(bytes)
    bytes.fill(0)
    return text
  }
}

function hex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += HEX[byte]
  return text
}

// RFC 9562, section 5.7: 48 bits of time, version, then random. Ids that grow with time keep index pages together.
function uuid7(now: number, bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  view.setUint16(0, Math.floor(now / 2 ** 32))
  view.setUint32(2, now % 2 ** 32)
  view.setUint8(6, (view.getUint8(6) & 0x0f) | 0x70)
  view.setUint8(8, (view.getUint8(8) & 0x3f) | 0x80)
  const text = hex(bytes)
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`
}

/** Random identifiers (UUIDv7) and salts from the platform's cryptographic source. */
export function randomIds(now: () => number = Date.now): IdSource {
  const draw = randomBytes()
  return {
    next: () => draw((bytes) => uuid7(now(), bytes)),
    salt: () => draw(hex),
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
