import { readFileSync, statfsSync } from 'node:fs'
import { arch, cpus, platform, release, totalmem } from 'node:os'

/** What the benchmark ran on. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryGb: number
  readonly os: string
  /** File system of the databases; on `tmpfs` a flush costs nothing, and the SQLite rows say little. */
  readonly fileSystem: string
}

export type Versions = Readonly<Record<'redress' | 'node' | 'v8' | 'sqlite' | 'xstate' | 'zod', string>>

// `f_type` of statfs(2).
const FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0xef53, 'ext'],
  [0x58465342, 'xfs'],
  [0x9123683e, 'btrfs'],
  [0x794c7630, 'overlay'],
  [0x01021994, 'tmpfs'],
])

export const machineOf = (folder: string): Machine => {
  const { type } = statfsSync(folder)
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    os: `${platform()} ${release()} ${arch()}`,
    fileSystem: FILE_SYSTEMS.get(type) ?? `0x${type.toString(16)}`,
  }
}

const versionOf = (path: string): string => {
  const manifest: unknown = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
  return String(typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, 'version') : undefined)
}

export const versions: Versions = {
  redress: versionOf('../package.json'),
  node: process.versions.node,
  v8: process.versions.v8,
  sqlite: String(process.versions['sqlite']),
  xstate: versionOf('../node_modules/xstate/package.json'),
  zod: versionOf('../node_modules/zod/package.json'),
}
