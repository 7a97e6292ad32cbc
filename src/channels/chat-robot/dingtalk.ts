import { bytes, type Dialect, hmac } from './dialect.ts'
import { plain } from './plain.ts'

const MINUTE = 60_000

/**
 * Group robots of DingTalk (钉钉). Source: https://open.dingtalk.com/document/robots/custom-robot-access: 20 messages a
 * minute, who sends more is shut out for ten; signing:
 * https://open.dingtalk.com/document/robots/customize-robot-security-settings. The limit of a message is the one that the
 * server names in refusing it: "message too long, exceed 20000 bytes".
 */
export const dingtalk: Dialect = {
  name: 'DingTalk',
  signs: true,
  pace: [{ most: 20, perMs: MINUTE }],
  fits: (content) => bytes(JSON.stringify(body(plain(content)))) <= 20_000,
  request({ url, secret }, content, now) {
    const signed = new URL(url)
    if (secret !== undefined) {
      signed.searchParams.set('timestamp', String(now))
      signed.searchParams.set('sign', hmac(secret, `${now}\n${secret}`))
    }
    return { url: signed, body: body(plain(content)) }
  },
  codeField: 'errcode',
  tooFast: { 130101: 10 * MINUTE, 410100: 10 * MINUTE },
  final: {
    40035: 'it does not take the form of the message',
    300001: 'the robot is not known; give its address anew',
    300005: 'the robot is not known; give its address anew',
    310000: 'a security setting of the robot stands against it: keyword, signature (secret and clock) or address range',
    400013: 'the group was dissolved; give the robot of another',
    400101: 'the robot is not known; give its address anew',
    400102: 'the robot was switched off; switch it on in its group',
    400105: 'it does not know this kind of message',
    400106: 'the robot is not known; give its address anew',
    430101: 'it holds a link that is not let through',
    430102: 'it holds words that are not let through',
    430104: 'it holds something that is not let through',
    460101: 'the message is too long',
  },
}

// Without `at`, a text mentions nobody, whatever stands in it.
const body = (content: string): unknown => ({ msgtype: 'text', text: { content } })
