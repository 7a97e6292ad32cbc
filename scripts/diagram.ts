/**
 * Draws the machine into the READMEs, from the machine itself. `--check` only compares, and fails when one is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { complaintMachine } from '../src/machine/complaint-machine.ts'
import { lenovo } from '../src/policies/lenovo.ts'
import { levelLabels } from '../src/reports/labels.ts'
import { type DiagramWords, drawMachine } from './draw-machine.ts'

const english: DiagramWords = {
  titles: {
    customerInterface: levelLabels.customerInterface.en,
    accountability: levelLabels.accountability.en,
    improvement: levelLabels.improvement.en,
    ladder: 'ladder (the rungs of the policy)',
    pace: 'pace',
  },
  anywhere: 'anywhere in it',
  staysIn: (name) => `anywhere in ${name}, and states follow the data:`,
}

const chinese: DiagramWords = {
  titles: {
    customerInterface: levelLabels.customerInterface['zh-CN'],
    accountability: levelLabels.accountability['zh-CN'],
    improvement: levelLabels.improvement['zh-CN'],
    ladder: '升级阶梯（由规则定义）',
    pace: '暂停与恢复',
  },
  anywhere: '其中任一状态',
  staysIn: (name) => `在 ${name} 的任一状态下均可发送，状态随数据变化：`,
}

/** The READMEs with the words of their diagrams. */
export const diagrams: Readonly<Record<string, DiagramWords>> = { 'README.md': english, 'README.zh-CN.md': chinese }

const BEGIN = '<!-- diagram:begin -->'
const END = '<!-- diagram:end -->'

/**
 * A README with the diagram between its markers.
 *
 * @throws {Error} when a marker is missing
 */
export function withDiagram(readme: string, words: DiagramWords): string {
  const [before, drawn, ...more] = readme.split(BEGIN)
  const after = drawn?.split(END)[1]
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`a README must have ${BEGIN} and ${END} once, in this order`)
  }
  return `${before}${BEGIN}\n${drawMachine(complaintMachine(lenovo), words)}\n${END}${after}`
}

/** Draws into the READMEs of a folder, or with `check` only looks; answers the names of those that were stale. */
export function updateReadmes(folder: URL, { check }: { readonly check: boolean }): readonly string[] {
  return Object.entries(diagrams).flatMap(([name, words]) => {
    const path = new URL(name, folder)
    const before = readFileSync(path, 'utf8')
    const after = withDiagram(before, words)
    if (before === after) return []
    if (!check) writeFileSync(path, after)
    return [name]
  })
}

if (import.meta.filename === process.argv[1]) {
  const check = process.argv.includes('--check')
  const stale = updateReadmes(new URL('../', import.meta.url), { check })
  if (check && stale.length > 0) {
    console.error(`${stale.join(' and ')} show an older machine; run: npm run diagram`)
    process.exitCode = 1
  }
}
