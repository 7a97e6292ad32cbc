import type { z } from 'zod'
import { invalidSource } from './invalid-source.ts'

/** @throws {RedressError} CALENDAR_INVALID when an option is missing, misspelt or out of range. */
export function readOptions<Options>(schema: z.ZodType<Options>, options: unknown): Options {
  const read = schema.safeParse(options)
  if (read.success) return read.data
  const issue = read.error.issues[0]
  throw invalidSource(issue?.path.join('.') ?? '', issue?.message ?? 'has another shape')
}
