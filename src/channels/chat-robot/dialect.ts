import { createHmac } from 'node:crypto'
import type { Content } from '../contract.ts'
import type { Pace } from './turns.ts'

/** Whose group robot it is: 企业微信, 钉钉 or 飞书. */
export type ChatVendor = 'wecom' | 'dingtalk' | 'feishu'

/** What one vendor documents of its group robots. */
export interface Dialect {
  readonly name: string
  /** Whether its robots can ask for signed messages. */
  readonly signs: boolean
  /** How fast it takes messages of one robot. */
  readonly pace: readonly Pace[]
  /** Whether it takes a content of this length. */
  fits(content: Content): boolean
  /** The message, signed where there is a secret; `now` in epoch milliseconds. */
  request(robot: { readonly url: URL; readonly secret: string | undefined }, content: Content, now: number): ChatRequest
  /** Where an answer has its code, `0` being success. */
  readonly codeField: 'errcode' | 'code'
  /** Codes of a robot that is written to too fast: for how long it is then left alone. */
  readonly tooFast: Readonly<Record<number, number>>
  /** Codes that no other try mends: what is wrong, and what to do. Any code that is in neither list is tried again. */
  readonly final: Readonly<Record<number, string>>
}

export interface ChatRequest {
  readonly url: URL
  readonly body: unknown
}

export const bytes = (text: string): number => Buffer.byteLength(text)

/** HMAC-SHA256 in base64: what both vendors that sign use, each in its own way. */
export const hmac = (key: string, message: string): string => createHmac('sha256', key).update(message).digest('base64')
