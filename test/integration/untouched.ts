import { isRedressError, type Redress, type RedressError, type Store } from 'redress'

type Reader = Parameters<Redress['verify']>[1]

/** Where a complaint stands, as far as anybody could have changed it. */
export async function standing(redress: Redress, id: string, by: Reader) {
  const [{ version, state, rung }, { entries, head }] = await Promise.all([redress.get(id, by), redress.verify(id, by)])
  return { version, state, rung, entries, head }
}

/** How much there is of everything in a store. */
export async function contents(store: Store) {
  const { items: messages } = await store.messages({ tenant: 'default', limit: 500 })
  const { items: entries } = await store.entries({ tenant: 'default', limit: 5_000 })
  return { records: await store.count({ tenant: 'default' }), messages: messages.length, entries: entries.length }
}

/** The error of the library that a call fails with; it fails otherwise too when the call does not. */
export async function failureOf(call: () => Promise<unknown>): Promise<RedressError> {
  let answer: unknown
  try {
    answer = await call()
  } catch (error) {
    if (isRedressError(error)) return error
    throw error
  }
  throw new Error(`it did not fail but answered ${JSON.stringify(answer)}`)
}
