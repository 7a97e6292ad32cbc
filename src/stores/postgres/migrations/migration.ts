/** One step of the schema. Never changed once it was released; a later step mends it. */
export interface Migration {
  /** Counts from 1, without gaps. */
  readonly number: number
  readonly name: string
  /**
   * The statements, for tables and functions of a schema.
   *
   * @param schema its name, quoted
   */
  sql(schema: string): string
}
