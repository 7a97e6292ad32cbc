/** One problem in an input: where it is and what is wrong with it. Never repeats the value, which may be personal. */
export interface InputIssue {
  /** Dotted path inside the input, `''` for the input itself. */
  readonly path: string
  readonly message: string
}

/** Why a command was refused: what was wrong, where the complaint stands, and what could be done instead. */
export interface RefusalDetails {
  readonly reason: RefusalReason
  readonly message: string
  /** The complaint's states, one path each, such as `open.customerInterface.handling`. */
  readonly state: readonly string[]
  /** Commands that this actor may send in this state. */
  readonly allowed: readonly string[]
  /** What has to happen first, when that is what is missing. */
  readonly missing?: readonly string[]
}

/**
 * Reasons of a refusal. `notPossible`: not in this state; `notPermitted`: not by this actor; `conflictOfInterest`: not by
 * this person; `formMissing`: evidence or a form comes first; `notFound`: names something that the complaint does not
 * have; `tooLate`: its time has passed; `limitReached`: the policy's bound is used up; `gateOpen`: closing has
 * conditions that are not met; `invalid`: contradicts the policy or the complaint.
 */
export type RefusalReason =
  | 'notPossible'
  | 'notPermitted'
  | 'conflictOfInterest'
  | 'formMissing'
  | 'notFound'
  | 'tooLate'
  | 'limitReached'
  | 'gateOpen'
  | 'invalid'

/** Details by error code. */
export interface ErrorDetails {
  ACTOR_INVALID: { readonly issues: readonly InputIssue[] }
  CALENDAR_INVALID: { readonly path: string; readonly reason: string }
  CALENDAR_RANGE: {
    readonly instant?: number
    readonly date?: string
    readonly validFrom?: string
    readonly validTo?: string
  }
  CLOCK_SKEW: { readonly ours: number; readonly store: number; readonly toleranceMs: number }
  COMMAND_ID_REUSED: { readonly commandId: string; readonly usedBy: { readonly id: string; readonly seq: number } }
  COMMAND_INVALID: { readonly command: string; readonly issues: readonly InputIssue[] }
  COMMAND_REFUSED: RefusalDetails & { readonly command: string; readonly id: string }
  COMMAND_TOO_LARGE: { readonly command: string; readonly bytes: number; readonly limitBytes: number }
  COMPLAINT_NOT_FOUND: { readonly id: string; readonly tenant: string }
  CONFIG_INVALID: { readonly issues: readonly InputIssue[] }
  CONTENTION: { readonly id: string; readonly attempts: number }
  DIRECTORY_FAILED: { readonly asked: string }
  DURATION_INVALID: { readonly reason: string }
  HISTORY_BROKEN: { readonly id: string; readonly seq: number; readonly reason: string }
  LETTER_INCOMPLETE: { readonly template: string; readonly missing: readonly string[] }
  POLICY_FAILED: { readonly policy: string; readonly rule: string; readonly reason: string }
  POLICY_INVALID: { readonly policy: string; readonly issues: readonly InputIssue[] }
  POLICY_NOT_IN_FORCE: { readonly policy: string; readonly version: number; readonly effectiveFrom?: string }
  POLICY_UNKNOWN: { readonly policy: string; readonly version?: number; readonly known: readonly string[] }
  QUERY_INVALID: { readonly issues: readonly InputIssue[] }
  RECOMPUTE_DIVERGED: { readonly id: string; readonly seq: number; readonly reason: string }
  READ_REFUSED: { readonly role: string; readonly what: string }
  RECORD_INCOMPATIBLE: { readonly id: string; readonly stored: string; readonly expected: string }
  STOPPED: Record<never, never>
  STORE_CORRUPT: { readonly reason: string }
  STORE_READ_ONLY: { readonly reason: string }
  STORE_SCHEMA_NEWER: { readonly found: number; readonly supported: number }
  STORE_UNAVAILABLE: { readonly reason: string }
  TRANSACTION_CONFLICT: { readonly reason: string }
  TRANSACTION_INVALID: { readonly reason: string }
  VERSION_CONFLICT: { readonly id: string; readonly expected: number; readonly actual: number }
}

export type ErrorCode = keyof ErrorDetails

/** Whether sending the very same call again, or running the host's whole transaction again, may succeed. */
const RETRYABLE: Record<ErrorCode, boolean> = {
  ACTOR_INVALID: false,
  CALENDAR_INVALID: false,
  CALENDAR_RANGE: false,
  CLOCK_SKEW: false,
  COMMAND_ID_REUSED: false,
  COMMAND_INVALID: false,
  COMMAND_REFUSED: false,
  COMMAND_TOO_LARGE: false,
  COMPLAINT_NOT_FOUND: false,
  CONFIG_INVALID: false,
  CONTENTION: true,
  DIRECTORY_FAILED: true,
  DURATION_INVALID: false,
  HISTORY_BROKEN: false,
  LETTER_INCOMPLETE: false,
  POLICY_FAILED: false,
  POLICY_INVALID: false,
  POLICY_NOT_IN_FORCE: false,
  POLICY_UNKNOWN: false,
  QUERY_INVALID: false,
  RECOMPUTE_DIVERGED: false,
  READ_REFUSED: false,
  RECORD_INCOMPATIBLE: false,
  STOPPED: false,
  STORE_CORRUPT: false,
  STORE_READ_ONLY: false,
  STORE_SCHEMA_NEWER: false,
  STORE_UNAVAILABLE: true,
  TRANSACTION_CONFLICT: true,
  TRANSACTION_INVALID: false,
  VERSION_CONFLICT: false,
}

/** Every code of the library, sorted; the README's table is held complete against it. */
export const errorCodes: readonly ErrorCode[] = (Object.keys(RETRYABLE) as ErrorCode[]).sort()

// An ESM and a CJS copy of a class are two classes; a registered symbol is one symbol.
const BRAND = Symbol.for('redress.error')

/**
 * The one error of the library. Discriminate by {@link RedressError.code}; `details` is typed by it.
 *
 * The message says what happened and what to do, with ids and never with personal data.
 */
export class RedressError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'RedressError'
  readonly code: Code
  readonly details: ErrorDetails[Code]
  /**
   * Whether the same call may succeed when it is sent again; of TRANSACTION_CONFLICT the whole transaction. Fixed for each
   * code.
   */
  readonly retryable: boolean

  constructor(code: Code, message: string, details: ErrorDetails[Code], options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
    this.details = details
    this.retryable = RETRYABLE[code]
    Object.defineProperty(this, BRAND, { value: true })
  }

  /** Code, message and details as plain data, for logs and HTTP answers; without stack and cause. */
  toJSON(): { code: Code; message: string; retryable: boolean; details: ErrorDetails[Code] } {
    return { code: this.code, message: this.message, retryable: this.retryable, details: this.details }
  }
}

/**
 * Recognises an error of this library, and with `code` one kind of it, across copies of the package.
 *
 * @example
 * ```ts
 * if (isRedressError(error, 'COMMAND_REFUSED')) console.log(error.details.allowed)
 * ```
 */
export function isRedressError<Code extends ErrorCode = ErrorCode>(
  error: unknown,
  code?: Code,
): error is RedressError<Code> {
  return error instanceof Error && BRAND in error && (code === undefined || ('code' in error && error.code === code))
}
