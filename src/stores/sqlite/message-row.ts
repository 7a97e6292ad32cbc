export { depthOf, messageOf, messageStatusOf } from '../message-row.ts'

/** The columns that {@link messageOf} reads. */
export const MESSAGE_COLUMNS = 'tenant, key, kind, id, seq, created_at, send_at, lane, content'

/** The columns that {@link messageStatusOf} reads. */
export const STATUS_COLUMNS = `${MESSAGE_COLUMNS}, state, attempts, last_error, reference, finished_at`
