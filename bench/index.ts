/**
 * `npm run bench`: how fast the library is beside hand-written SQL, frozen references and other
 * libraries of working time, in about five minutes on an otherwise idle machine.
 *
 * - `-- --json` prints one JSON object and nothing else.
 * - `-- --write` also writes the tables to their section of `bench/RESULTS.md`.
 * - `-- --only sqlite,postgres` measures these parts only; the parts are core, memory, sqlite, postgres, messages
 *   and time.
 * - `-- --quick` takes a few seconds; its figures mean nothing, it shows that everything runs.
 *
 * The databases lie in the system's temporary directory, or in `BENCH_DIR`; it should be a real disk. Postgres is started
 * for the run; `DATABASE_URL` names another one, on which only schemas of the benchmark's own are made and dropped.
 */
import { parseArgs } from 'node:util'
import { benchmark, FULL, PARTS, QUICK } from './benchmark.ts'
import { report } from './report.ts'
import { writeSection } from './results.ts'
import { table } from './table.ts'

const { values: asked } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    only: { type: 'string', default: PARTS.join(',') },
  },
})
const only = asked.only.split(',')
const unknown = only.find((name) => !PARTS.some((part) => part === name))
if (unknown !== undefined) throw new Error(`There is no part '${unknown}'; the parts are ${PARTS.join(', ')}.`)

const result = await benchmark(
  asked.quick ? QUICK : FULL,
  PARTS.filter((part) => only.includes(part)),
)
console.log(asked.json ? JSON.stringify(result, null, 2) : table(result))
if (asked.write) writeSection('floors', report(result, new Date()))
