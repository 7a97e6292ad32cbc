import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { Job } from './job.ts'

/** A database that does not exist yet, and where the processes that work on it note what they did. */
export type File = Pick<Job, 'path' | 'notes'>

/** Makes files for the tests of one test file; they are gone after it. */
export function testFiles(): () => File {
  const directory = mkdtempSync(join(tmpdir(), 'redress-crash-'))
  afterAll(() => rmSync(directory, { recursive: true }))
  let count = 0
  return () => {
    const path = join(directory, `${++count}.db`)
    return { path, notes: `${path}.notes` }
  }
}
