import { DeliveryError } from '../contract.ts'

/** Commands whose refusal is about this message or its recipient; every other is about the desk's own access. */
const OF_THE_MESSAGE = { 'MAIL FROM': 'the sender', 'RCPT TO': 'the recipient', DATA: 'the message' } as const

/** 503: out of sequence, a new connection mends it (RFC 5321). 530: log in first (RFC 4954). */
const OF_THE_SESSION = [503, 530]

/** What nodemailer refuses by itself: an address that cannot be, a message larger than the server takes. */
const UNSENDABLE = ['EENVELOPE', 'EMESSAGE']

/**
 * What a failure of nodemailer means. For good is only a 5xx answer to the message itself (RFC 5321, 4.2.1); a refused log
 * in, a lost connection, a 4xx answer such as greylisting may all go better later.
 *
 * The error is made anew and has no `cause`: servers like to repeat the address in their answers, so only codes are kept.
 */
export function smtpFailure(error: unknown): DeliveryError {
  const { responseCode, response, command, code, originalCode } = Object(error) as Readonly<Record<string, unknown>>
  if (typeof responseCode !== 'number') {
    if (response !== undefined || !UNSENDABLE.includes(String(code))) {
      return new DeliveryError(`The mail could not be sent: ${codes(code, originalCode)}.`)
    }
    const problem = `The mail cannot be sent as it is: ${codes(code)}; mend it or its address, and redeliver.`
    return new DeliveryError(problem, { permanent: true })
  }
  const answer = [responseCode, ...enhanced(response)].join(' ')
  const refused = Object.entries(OF_THE_MESSAGE).find(([name]) => name === command)?.[1]
  if (refused === undefined) {
    const problem = `The mail server refused the desk itself: ${answer} (${codes(code)}); see to the transport's options.`
    return new DeliveryError(problem)
  }
  const permanent = responseCode >= 500 && responseCode < 600 && !OF_THE_SESSION.includes(responseCode)
  const advice = permanent ? '; mend what is wrong with it, and redeliver' : ' for now'
  return new DeliveryError(`The mail server refused ${refused}: ${answer}${advice}.`, { permanent })
}

/** Codes of nodemailer and of Node, such as `ESOCKET, ECONNREFUSED`. */
function codes(...values: readonly unknown[]): string {
  const known = values.filter((value) => typeof value === 'string' && /^\w{1,50}$/.test(value))
  return known.length === 0 ? 'no code was given' : known.join(', ')
}

/** The enhanced status code after the reply code (RFC 3463), such as `5.1.1`: mailbox unknown. */
function enhanced(response: unknown): readonly string[] {
  return /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(String(response))?.slice(1) ?? []
}
