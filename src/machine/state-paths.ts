import type { ComplaintSnapshot } from './complaint-machine.ts'

/** The regions of an open complaint, in the order in which people read them. */
export const regions = ['customerInterface', 'accountability', 'improvement', 'ladder', 'pace'] as const

/** Leaf states as paths in a fixed order, such as `open.customerInterface.handling`; XState's own order is none. */
export function statePaths(snapshot: Pick<ComplaintSnapshot, 'value'>): readonly string[] {
  const value: unknown = snapshot.value
  if (typeof value === 'string') return [value]
  const open: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'open') : undefined
  if (typeof open !== 'object' || open === null) return []
  return regions.map((region) => `open.${region}.${String(Reflect.get(open, region))}`)
}

/** A state value with the regions in that order. */
export function inOrder(value: ComplaintSnapshot['value']): ComplaintSnapshot['value'] {
  if (typeof value === 'string') return value
  const { customerInterface, accountability, improvement, ladder, pace } = value.open
  return { open: { customerInterface, accountability, improvement, ladder, pace } }
}
