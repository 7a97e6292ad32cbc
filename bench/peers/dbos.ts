import { DBOS } from '@dbos-inc/dbos-sdk'
import type { Pool } from 'pg'
import { type Complaint, createNames } from '../recorded.ts'
import { sideBySide } from '../side-by-side.ts'
import type { Contender, Laps } from '../subject.ts'
import type { EqualRows } from './equal-rows.ts'
import { inTransaction } from './transaction.ts'

/** How a DBOS is set up; each has system tables of its own. */
export interface DbosOptions {
  readonly url: string
  readonly systemSchema: string
  /** Connections for the system tables, beside those of the pool. */
  readonly connections: number
}

/** How long a workflow waits for its next command, and who sent one for its answer, in seconds. */
const PATIENCE_S = 600

/**
 * A workflow for each complaint, whose steps are the commands, one after the other: what DBOS does best, since nothing
 * comes from outside. A step writes the rows in a transaction of its own. It needs no lock, a complaint having one
 * workflow.
 */
export function dbosSteps(pool: Pool, rows: EqualRows, options: DbosOptions): Promise<Contender> {
  const stopwatches = new Map<string, Laps>()
  const steps = async (complaint: Complaint): Promise<void> => {
    for (let command = 0; command < rows.commands; command++) {
      const startedAt = performance.now()
      await DBOS.runStep(() => writeCommand(pool, rows, complaint, command), { name: `command ${command}` })
      stopwatches.get(complaint.id)?.one(startedAt)
    }
  }
  const workflow = DBOS.registerWorkflow(steps, { name: 'complaint by steps' })
  return launched(options, async (complaint, laps) => {
    stopwatches.set(complaint.id, laps)
    const handle = await DBOS.startWorkflow(workflow, { workflowID: complaint.id })(complaint)
    await handle.getResult()
    stopwatches.delete(complaint.id)
  })
}

/**
 * A workflow for each complaint that waits for its commands, as the documentation has it for a workflow that people talk
 * to: a command is a message to it, which it receives; a step writes the rows; an event tells the sender that it is done.
 */
export function dbosMessages(pool: Pool, rows: EqualRows, options: DbosOptions): Promise<Contender> {
  const listen = async (complaint: Complaint): Promise<void> => {
    for (let done = 0; done < rows.commands; done++) {
      const command = done === 0 ? 0 : await DBOS.recv<number>('command', PATIENCE_S)
      if (command === null) throw new Error(`no command ${done} came`)
      await DBOS.runStep(() => writeCommand(pool, rows, complaint, command), { name: `command ${command}` })
      await DBOS.setEvent(`done ${command}`, true)
    }
  }
  const workflow = DBOS.registerWorkflow(listen, { name: 'complaint by messages' })
  return launched(options, async (complaint, laps) => {
    for (let command = 0; command < rows.commands; command++) {
      const startedAt = performance.now()
      if (command === 0) await DBOS.startWorkflow(workflow, { workflowID: complaint.id })(complaint)
      else await DBOS.send(complaint.id, command, 'command', `${complaint.id}/${command}`)
      const isDone = await DBOS.getEvent<boolean>(complaint.id, `done ${command}`, PATIENCE_S)
      if (isDone !== true) throw new Error(`command ${command} was not done`)
      laps.one(startedAt)
    }
  })
}

const writeCommand = (pool: Pool, rows: EqualRows, complaint: Complaint, command: number): Promise<void> =>
  inTransaction(pool, (client) =>
    rows.write(client, command, { ...complaint, commandId: `${complaint.id}/${command}` }),
  )

async function launched(
  { url, systemSchema, connections }: DbosOptions,
  takeThrough: (complaint: Complaint, laps: Laps) => Promise<void>,
): Promise<Contender> {
  DBOS.setConfig({
    name: systemSchema.replaceAll('_', '-'),
    systemDatabaseUrl: url,
    systemDatabaseSchemaName: systemSchema,
    systemDatabasePoolSize: connections,
    logLevel: 'error',
    tracingEnabled: false,
  })
  await DBOS.launch()
  const names = createNames()
  return {
    run: (complaints, concurrency) =>
      sideBySide(complaints, concurrency, (laps) => takeThrough(names.complaint(), laps)),
    close: () => DBOS.shutdown(),
  }
}
