import { createHash } from 'node:crypto'
import type { Delivery } from './contract.ts'

/**
 * The same 64 hex digits for each try of a delivery and for no other: what the far side knows a repeated one by. A digest,
 * since a key may hold what neither a header nor a stranger should see.
 */
export function deliveryId({ tenant, key }: Pick<Delivery, 'tenant' | 'key'>): string {
  return createHash('sha256')
    .update(JSON.stringify([tenant, key]))
    .digest('hex')
}
