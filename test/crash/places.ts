import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { freshSchema, postgresPool, postgresUrl } from '../fixtures/postgres.ts'
import type { Data } from './data.ts'
import type { Job } from './job.ts'

/** Complaints that do not exist yet, and where the processes that work on them note what they did. */
export type Place = Pick<Job, 'data' | 'notes'>

export const kinds = ['sqlite', 'postgres'] as const

/** Complaints on the run's Postgres. */
export interface PostgresPlace extends Place {
  readonly data: Extract<Data, { readonly postgres: string }>
}

/** Makes places for the tests of one test file; they are gone after it. */
export function testPlaces() {
  const directory = mkdtempSync(join(tmpdir(), 'redress-crash-'))
  const schemas: string[] = []
  let count = 0
  afterAll(async () => {
    rmSync(directory, { recursive: true })
    if (schemas.length === 0) return
    const pool = await postgresPool()
    for (const schema of schemas) await pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
    await pool.end()
  })
  async function newPlace(kind: 'postgres'): Promise<PostgresPlace>
  async function newPlace(kind: (typeof kinds)[number]): Promise<Place>
  async function newPlace(kind: (typeof kinds)[number]): Promise<Place> {
    const path = join(directory, `${++count}.db`)
    const notes = `${path}.notes`
    if (kind === 'sqlite') return { data: { sqlite: path }, notes }
    const schema = freshSchema()
    schemas.push(schema)
    return { data: { postgres: await postgresUrl(), schema }, notes }
  }
  return newPlace
}
