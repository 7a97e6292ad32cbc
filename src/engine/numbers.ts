import type { Policy } from '../policy/policy.ts'
import type { Store } from '../stores/contract.ts'
import { gather } from './gather.ts'

/** Gives complaints the numbers that people say on the phone. A number that was given is never given again. */
export interface Numbers {
  /** The next number of a policy's series, such as `LENOVO-000042`; all of one turn share a call. */
  next(tenant: string, policy: Policy): Promise<string>
}

export function createNumbers(store: Pick<Store, 'reserveNumbers'>): Numbers {
  const series = new Map<string, (item: undefined) => Promise<number>>()

  const reserveFrom = (tenant: string, prefix: string): ((item: undefined) => Promise<number>) => {
    const key = `${tenant}\n${prefix}`
    const known = series.get(key)
    if (known !== undefined) return known
    const made = gather({ most: 1_000, inFlight: 1 }, async (asked: readonly undefined[]) => {
      const first = await store.reserveNumbers(tenant, prefix, asked.length)
      return asked.map((_, i) => first + i)
    })
    series.set(key, made)
    return made
  }

  return {
    async next(tenant, policy) {
      const prefix = policy.rules.numberPrefix
      const number = await reserveFrom(tenant, prefix)(undefined)
      return `${prefix}-${String(number).padStart(6, '0')}`
    },
  }
}
