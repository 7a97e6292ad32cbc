import type { Content } from '../contract.ts'
import { bytes, type Dialect, hmac } from './dialect.ts'

const MINUTE = 60_000

/**
 * Group robots of Feishu (飞书), also Lark. Source: https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot: 100
 * messages a minute and 5 a second, a body of 20 KB; at full and half hours it may answer 11232 nevertheless. The signature
 * has the time and the secret for its key, and signs nothing.
 */
export const feishu: Dialect = {
  name: 'Feishu',
  signs: true,
  pace: [
    { most: 100, perMs: MINUTE },
    { most: 5, perMs: 1_000 },
  ],
  // Room for timestamp and signature.
  fits: (content) => bytes(JSON.stringify(body(content))) <= 20_000 - 200,
  request({ url, secret }, content, now) {
    const timestamp = String(Math.floor(now / 1_000))
    const signature = secret === undefined ? {} : { timestamp, sign: hmac(`${timestamp}\n${secret}`, '') }
    return { url, body: { ...signature, ...body(content) } }
  },
  codeField: 'code',
  tooFast: { 11232: MINUTE, 99991400: MINUTE },
  final: {
    9499: 'it does not take the form of the message',
    19001: 'the robot is not known; give its address anew',
    19002: 'it does not take the form of the message',
    19021: "the signature is wrong: check the secret, and that this host's clock is right within an hour",
    19022: "this host's address is not among those that the robot takes messages from",
    19024: 'none of the keywords that the robot asks for stands in it',
    19036: 'the message is too long',
  },
}

/** A `post` and not a `text`, in which `<at user_id="all">` of a stranger's words would call everybody. */
function body({ subject, text }: Content): Readonly<Record<string, unknown>> {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  // A post without a line is refused.
  const content = (lines.length === 0 ? [subject] : lines).map((line) => [{ tag: 'text', text: line }])
  return { msg_type: 'post', content: { post: { zh_cn: { title: subject, content } } } }
}
