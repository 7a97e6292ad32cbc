import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { machineOf, versions } from './machine.ts'
import type { Server } from './postgres.ts'

const FILE = new URL('./RESULTS.md', import.meta.url)

/** Puts a section of the published results in place of the one of the same name, or at the end; the others stay. */
export function writeSection(name: string, text: string): void {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const section = `${begin}\n\n${text.trim()}\n\n${end}`
  const old = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '# Results\n'
  const [from, to] = [old.indexOf(begin), old.indexOf(end)]
  const isNew = from === -1 || to === -1
  writeFileSync(
    FILE,
    isNew ? `${old.trimEnd()}\n\n${section}\n` : old.slice(0, from) + section + old.slice(to + end.length),
  )
}

/** When and on what something was measured, and beside which versions. */
export function circumstances(disk: string, server: Server, others: Readonly<Record<string, string>>): string {
  const { cores, cpu, memoryGb, os, fileSystem } = machineOf(disk)
  const settings = Object.entries(server.settings).map(([name, value]) => `${name} ${value}`)
  return [
    `${new Date().toISOString().slice(0, 10)}: ${cores} × ${cpu}, ${memoryGb} GB, ${os}, ${fileSystem};`,
    `redress ${versions.redress}, Node ${versions.node},`,
    ...Object.entries(others).map(([name, version]) => `${name} ${version},`),
    `Postgres ${server.version} with ${settings.join(', ')}.`,
  ].join('\n')
}
