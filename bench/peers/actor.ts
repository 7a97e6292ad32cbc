import { createActor, type Snapshot } from 'xstate'
import { type Step, submission } from '../complaint.ts'
import { type ComplaintEvent, complaintMachine } from './complaint-machine.ts'

/** A new complaint's actor, as it is kept. */
export function registered(id: string, at: number): string {
  const actor = createActor(complaintMachine, { input: { id, at, complaint: submission.complaint } }).start()
  return kept(actor)
}

// The types want one even where a snapshot takes its place.
const UNUSED = { id: '', at: 0, complaint: undefined }

/** Restores the actor, sends it the event, and answers the actor as it is kept then. */
export function after(snapshot: Snapshot<unknown>, { by, command }: Step): string {
  const actor = createActor(complaintMachine, { snapshot, input: UNUSED }).start()
  const before = actor.getSnapshot()
  const event: ComplaintEvent = { type: command.type, at: Date.now(), by: by.id, command }
  actor.send(event)
  if (actor.getSnapshot() === before) throw new Error(`'${command.type}' does not move the machine`)
  return kept(actor)
}

function kept(actor: { getPersistedSnapshot(): Snapshot<unknown>; stop(): unknown }): string {
  const snapshot = actor.getPersistedSnapshot()
  actor.stop()
  return JSON.stringify(snapshot)
}
