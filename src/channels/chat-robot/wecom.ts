import { bytes, type Dialect } from './dialect.ts'
import { plain } from './plain.ts'

const MINUTE = 60_000

/**
 * Group robots of WeCom (企业微信). Source: https://developer.work.weixin.qq.com/document/path/91770: 20 messages a minute,
 * a text of 2,048 bytes in UTF-8. Codes: https://developer.work.weixin.qq.com/document/path/90313.
 */
export const wecom: Dialect = {
  name: 'WeCom',
  signs: false,
  pace: [{ most: 20, perMs: MINUTE }],
  fits: (content) => bytes(plain(content)) <= 2_048,
  request: ({ url }, content) => ({ url, body: { msgtype: 'text', text: { content: plain(content) } } }),
  codeField: 'errcode',
  tooFast: { 45009: MINUTE },
  final: {
    40008: 'it does not know this kind of message',
    40033: 'it does not take a character of the text',
    40035: 'it does not take the form of the message',
    40058: 'it does not take the form of the message',
    44004: 'the text is empty',
    45002: 'the text is too long',
    93000: "the robot's address is wrong, or the robot was removed from its group; give the new address",
    93008: 'the robot is not in the group any more; add it again',
  },
}
