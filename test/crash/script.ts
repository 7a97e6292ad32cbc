import { HOUR, MINUTE, OPENED } from './desk.ts'
import type { Step } from './job.ts'

const send = (
  to: string,
  commandId: string,
  by: 'agent' | 'handler',
  command: Extract<Step, { do: 'send' }>['command'],
): Step => ({ do: 'send', to, commandId, by, command })

const until = (at: number): readonly Step[] => [{ do: 'until', at: OPENED + at }, { do: 'runDue' }]

/**
 * An afternoon at the desk: four complaints, one handled in time, one late, one never, one merged into another. Each
 * command has its id, so the whole can be sent again.
 */
export const afternoon: readonly Step[] = [
  {
    do: 'together',
    steps: ['A', 'B', 'C'].map((commandId): Step => ({ do: 'submit', commandId, customer: `customer-${commandId}` })),
  },
  ...until(10 * MINUTE),
  send('A', 'A-assign', 'agent', { type: 'assign', to: 'handler-1' }),
  {
    do: 'together',
    steps: ['A', 'B', 'C', 'A', 'A'].map((to, i) =>
      send(to, `${to}-note-${i}`, 'agent', { type: 'note', text: `Called again (${i}).` }),
    ),
  },
  ...until(30 * MINUTE),
  send('A', 'A-contact', 'handler', { type: 'contact' }),
  { do: 'submit', commandId: 'D', customer: 'customer-D' },
  send('D', 'D-merge', 'agent', { type: 'merge', into: 'B' }),
  // B and C are not assigned in time.
  ...until(2 * HOUR),
  send('B', 'B-assign', 'agent', { type: 'assign', to: 'handler-1' }),
  ...until(3 * HOUR),
  ...until(5 * HOUR),
  send('B', 'B-contact', 'handler', { type: 'contact' }),
  ...until(30 * HOUR),
]

/** Every command id of the afternoon. */
export const commandIds: readonly string[] = [
  ...['A', 'B', 'C', 'A-assign', 'A-note-0', 'B-note-1', 'C-note-2', 'A-note-3', 'A-note-4', 'A-contact'],
  ...['D', 'D-merge', 'B-assign', 'B-contact'],
]

/** Much later: every lease has ended, every deadline has passed. */
export const LATER = OPENED + 400 * HOUR
