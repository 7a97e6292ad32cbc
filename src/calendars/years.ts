import { z } from 'zod'

const year = z.int().min(1).max(9999)

/** Whole years, both included. */
export const Years = z
  .tuple([year, year])
  .readonly()
  .refine(([first, last]) => first <= last, 'ends before it begins')
export type Years = readonly [first: number, last: number]

/** The validity of a calendar that knows these years: its first and its last date. */
export function validityOf([first, last]: Years): { readonly validFrom: string; readonly validTo: string } {
  return { validFrom: `${inFour(first)}-01-01`, validTo: `${inFour(last)}-12-31` }
}

export function everyYear([first, last]: Years): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

/** A year as dates write it. */
export function inFour(year: number): string {
  return String(year).padStart(4, '0')
}
