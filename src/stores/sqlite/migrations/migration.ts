/** One step of the schema. Never changed once it was released; a later step mends it. */
export interface Migration {
  /** Counts from 1, without gaps. */
  readonly number: number
  readonly name: string
  readonly sql: string
}
