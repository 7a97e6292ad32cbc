/** Messages to a claim, the default of a desk. */
export const BATCH = 100
