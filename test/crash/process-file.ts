import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'tsup'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** What a process of the crash tests runs: process.ts and all that it imports, in one file. */
    readonly crashProcess: string
  }
}

/** Makes one file of process.ts: some hundred processes start from it, each in half the time that the sources take. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'redress-process-'))
  await build({
    config: false,
    silent: true,
    entry: [join(import.meta.dirname, 'process.ts')],
    outDir: directory,
    format: 'esm',
    platform: 'node',
    outExtension: () => ({ js: '.mjs' }),
    noExternal: [/./],
    // `pg` is CommonJS and requires what Node has built in.
    banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)` },
  })
  project.provide('crashProcess', join(directory, 'process.mjs'))
  return () => rm(directory, { recursive: true })
}
