import { type Clock, systemClock } from '../../clock.ts'
import { configInvalid, issue, requireNone, webAddress } from '../channel-options.ts'
import { type Channel, type Delivery, DeliveryError } from '../contract.ts'
import { deliveryId } from '../delivery-id.ts'
import { type Answer, post, requireOk } from '../post.ts'
import { type Awaitable, contentOf, type WordingOptions } from '../wording.ts'
import type { ChatVendor, Dialect } from './dialect.ts'
import { dingtalk } from './dingtalk.ts'
import { feishu } from './feishu.ts'
import { cutToFit, printable } from './plain.ts'
import { createTurns, type Turns } from './turns.ts'
import { wecom } from './wecom.ts'

/** One robot of one group. */
export interface Robot {
  /** The whole address that the vendor shows when the robot is made. Who knows it can write to the group: a secret. */
  readonly url: string
  /** Where the robot asks for signed messages (加签, 签名校验); WeCom's never do. */
  readonly secret?: string
}

/** `language` is Chinese by default. */
export interface ChatRobotOptions extends WordingOptions {
  readonly vendor: ChatVendor
  /** The robot, or whose group a recipient is in; asked again at every try. `undefined`: the message is dead. */
  readonly robot: Robot | ((delivery: Delivery) => Awaitable<Robot | undefined>)
  /** How long to wait for an answer. @defaultValue 15,000 */
  readonly timeoutMs?: number
  /** @defaultValue `systemClock` */
  readonly clock?: Clock
}

/** The answer of a robot has a hundred bytes or so. */
const ANSWER_BYTES = 16_384

/**
 * A channel that writes to a group by the group's robot: 企业微信, 钉钉 or 飞书.
 *
 * - **Repeated deliveries** are repeated messages: no vendor knows an idempotency key.
 * - **Pace**: a robot is sent no more than its vendor takes: 20 messages a minute (WeCom, DingTalk), 100 a minute and 5 a
 *   second (Feishu). What would be too much is not sent but put off, each message to a turn of its own, and holds up
 *   nobody. Reckoned in this process: several that use one robot may meet the vendor's own limit, and wait as it says.
 * - **Length**: a text over the limit (2,048 bytes for WeCom, a body of 20,000 for the others) is cut at a character
 *   and ends with `…`, since the number of the complaint matters more than its last paragraph.
 * - **Harmless**: whatever words are in it, a message mentions nobody and has no markup; control characters are left out.
 * - **Dead at once** is what the vendor's codes refuse for good, such as a robot that was removed or a wrong signature, and a
 *   status of HTTP as for `webhookChannel`. Codes that are not documented are tried again.
 * - **Errors** name the vendor and its code; never the address, the secret, the text or the vendor's own words.
 *
 * @throws {RedressError} CONFIG_INVALID when an option is wrong
 *
 * @example
 * ```ts
 * const group = chatRobotChannel({ vendor: 'dingtalk', robot: { url: process.env.ROBOT_URL, secret: process.env.ROBOT_SECRET } })
 * ```
 */
export function chatRobotChannel(options: ChatRobotOptions): Channel {
  const { vendor, robot, timeoutMs = 15_000, clock = systemClock, language = 'zh-CN', ...wording } = options
  const dialect = dialectOf(vendor)
  const problem = typeof robot === 'function' ? undefined : problemOf(robot, dialect)
  requireNone(
    [
      ...issue('robot', problem === undefined, problem ?? ''),
      ...issue('timeoutMs', Number.isSafeInteger(timeoutMs) && timeoutMs > 0, 'is not a whole number of milliseconds'),
    ],
    'chatRobotChannel',
  )
  const turns = new Map<string, Turns>()
  const turnsOf = (url: URL): Turns => {
    const known = turns.get(url.href)
    if (known !== undefined) return known
    const made = createTurns(dialect.pace)
    turns.set(url.href, made)
    return made
  }

  return {
    async deliver(delivery, { signal }) {
      const own = typeof robot === 'function' ? await robot(delivery) : robot
      const wrong = problemOf(own, dialect)
      const url = webAddress(own?.url)
      if (url === undefined || wrong !== undefined) {
        throw new DeliveryError(`The recipient's robot ${wrong}; mend that, and redeliver.`, { permanent: true })
      }
      const content = cutToFit(printable(await contentOf(delivery, { ...wording, language })), dialect.fits)
      const turnsOfRobot = turnsOf(url)
      const id = deliveryId(delivery)
      const waitMs = signal.aborted ? 0 : turnsOfRobot.take(id, clock.now())
      if (waitMs > 0) {
        const problem = `It is put off: ${dialect.name} does not take messages of one robot any faster.`
        throw new DeliveryError(problem, { retryAfterMs: waitMs })
      }
      const request = dialect.request({ url, secret: own?.secret }, content, clock.now())
      const answer = await post({
        url: request.url,
        body: JSON.stringify(request.body),
        to: dialect.name,
        timeoutMs,
        readBytes: ANSWER_BYTES,
        signal,
        clock,
      })
      const code = codeOf(answer, dialect)
      if (code === 0) return
      const restMs = dialect.tooFast[code]
      if (restMs !== undefined) {
        const now = clock.now()
        turnsOfRobot.rest(now + restMs)
        const problem = `${dialect.name} says that the robot is written to too fast (${code}).`
        throw new DeliveryError(problem, { retryAfterMs: turnsOfRobot.take(id, now) })
      }
      const wrongForGood = dialect.final[code]
      const problem = `${dialect.name} refused it (${code})${wrongForGood === undefined ? '' : `: ${wrongForGood}`}.`
      throw new DeliveryError(problem, { permanent: wrongForGood !== undefined })
    },
  }
}

const DIALECTS: Readonly<Record<ChatVendor, Dialect>> = { wecom, dingtalk, feishu }

function dialectOf(vendor: ChatVendor): Dialect {
  if (Object.hasOwn(DIALECTS, vendor)) return DIALECTS[vendor]
  throw configInvalid(issue('vendor', false, `is not ${Object.keys(DIALECTS).join(', ')}`), 'chatRobotChannel')
}

function problemOf(robot: Robot | undefined, { name, signs }: Dialect): string | undefined {
  if (webAddress(robot?.url) === undefined) return 'has no address of https or http'
  if (robot?.secret !== undefined && !signs) return `has a secret, and robots of ${name} know none`
  return undefined
}

/**
 * The vendor's own code, which also comes with another status than 200.
 *
 * @throws {DeliveryError} when there is none, as of a proxy in between, by the status
 */
function codeOf(answer: Answer, { name, codeField }: Dialect): number {
  const code: unknown = Reflect.get(Object(parsed(answer.body)), codeField)
  if (typeof code === 'number' && code !== 0) return code
  requireOk(answer, name)
  if (code === 0) return 0
  throw new DeliveryError(`${name} answered something that is not the answer of a robot.`)
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
