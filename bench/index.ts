/**
 * `npm run bench`: how fast the library is beside frozen references and beside other
 * libraries of working time, in about two minutes on an otherwise idle machine.
 *
 * - `-- --json` prints one JSON object and nothing else.
 * - `-- --quick` takes a few seconds; its figures mean nothing, it shows that everything runs.
 *
 * The databases lie in the system's temporary directory, or in `BENCH_DIR`; it should be a real disk.
 */
import { benchmark, FULL, QUICK } from './benchmark.ts'
import { table } from './table.ts'

const result = await benchmark(process.argv.includes('--quick') ? QUICK : FULL)
console.log(process.argv.includes('--json') ? JSON.stringify(result, null, 2) : table(result))
