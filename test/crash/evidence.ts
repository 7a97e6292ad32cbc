import { appendFileSync, existsSync, readFileSync } from 'node:fs'

/** What a process noted of itself, in the order in which it happened. */
export type Note =
  /** A command is about to be sent: from here on it may happen. */
  | { readonly what: 'sent'; readonly commandId: string }
  /** The command was answered: it has happened, whatever comes. */
  | {
      readonly what: 'acknowledged'
      readonly commandId: string
      readonly complaint: string
      readonly version: number
      readonly duplicate: boolean
    }
  /** The command was answered with an error after which it may be sent again. */
  | { readonly what: 'failed'; readonly commandId: string; readonly code: string }
  /** The process stops here, until somebody lets it go on. */
  | { readonly what: 'hangs'; readonly pid: number }
  /** The provider behind the channels was handed a message. */
  | {
      readonly what: 'delivered'
      readonly key: string
      readonly recipient: string
      readonly template: string
      readonly complaint: string
      /** What it was put together of. */
      readonly items?: readonly string[] | undefined
      readonly pid: number
    }

/** Notes it at once: written by the time the call returns, so that not even SIGKILL takes it back. */
export const note = (path: string, one: Note): void => appendFileSync(path, `${JSON.stringify(one)}\n`)

/** All that the processes of a test have noted. */
export function readNotes(path: string): readonly Note[] {
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Note)
}

/** The notes of one kind. */
export const notesOf = <What extends Note['what']>(notes: readonly Note[], what: What) =>
  notes.filter((one): one is Extract<Note, { what: What }> => one.what === what)
