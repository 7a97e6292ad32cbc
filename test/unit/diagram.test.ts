import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { diagrams, updateReadmes, withDiagram } from '../../scripts/diagram.ts'
import { drawMachine } from '../../scripts/draw-machine.ts'
import { commandTypes } from '../../src/domain/commands.ts'
import { complaintMachine } from '../../src/machine/complaint-machine.ts'
import { lenovo } from '../../src/policies/lenovo.ts'
import { everyPolicy } from '../fixtures/every-policy.ts'
import { minimal, thorough } from '../fixtures/policies.ts'
import { nodesOf } from './machine/chart-faults.ts'

const root = new URL('../../', import.meta.url)
const words = {
  titles: { customerInterface: 'level 1' },
  anywhere: 'anywhere',
  staysIn: (name: string) => `stays in ${name}:`,
}

/** The lines of the Mermaid part, and what stands below it. */
function partsOf(drawing: string) {
  const [, mermaid = '', below = ''] = drawing.split('```')
  return { lines: mermaid.trim().split('\n').slice(1), below }
}

/** Every form of line that the drawing uses; all of Mermaid's grammar that it needs. */
const FORMS = [
  /^stateDiagram-v2$/,
  /^state \w+ \{$/,
  /^state "[^"]+" as \w+( \{)?$/,
  /^state \w+ <<choice>>$/,
  /^(\[\*\]|\w+) --> (\[\*\]|\w+)( : [^:;"{}]+)?$/,
  /^\}$/,
  /^--$/,
]

describe.each(everyPolicy)('the drawing of $id', (policy) => {
  const machine = complaintMachine(policy)
  const { lines, below } = partsOf(drawMachine(machine, words))
  const shown = lines.map((line) => line.trim())

  it('is a Mermaid state diagram, line by line', () => {
    expect(shown[0]).toBe('stateDiagram-v2')
    expect(shown.filter((line) => !FORMS.some((form) => form.test(line)))).toEqual([])
    const steps = shown.map((line) => (line.endsWith('{') ? 1 : line === '}' ? -1 : 0))
    const depths = steps.map((_, i) => steps.slice(0, i + 1).reduce<number>((sum, step) => sum + step, 0))
    expect(Math.min(...depths)).toBe(0)
    expect(depths.at(-1)).toBe(0)
  })

  it('declares each state once, before anything points at it when it is a choice', () => {
    const declared = shown.flatMap((line) => /^state (?:"[^"]+" as )?(\w+)/.exec(line)?.[1] ?? [])
    expect(new Set(declared).size).toBe(declared.length)
    const ends = shown.flatMap((line) => /^(\S+) --> (\S+)/.exec(line)?.slice(1, 3) ?? [])
    const tops = Object.keys(machine.root.states)
    expect(ends.filter((end) => end !== '[*]' && !declared.includes(end) && !tops.includes(end))).toEqual([])
    for (const line of shown.filter((one) => one.endsWith('<<choice>>'))) {
      const [, id = ''] = line.split(' ')
      expect(shown.findIndex((other) => other.includes('-->') && other.includes(id))).toBeGreaterThan(
        shown.indexOf(line),
      )
    }
  })

  it('shows every state, and every command on an arrow or below', () => {
    const text = shown.join('\n')
    const atomic = nodesOf(machine).filter(({ type, key }) => type === 'atomic' && key !== 'entering')
    expect(
      atomic.filter(({ key }) => !new RegExp(`"${key}"|^\\w+ --> ${key}\\b|--> ${key}\\b`, 'm').test(text)),
    ).toEqual([])
    const labels = shown.flatMap((line) => line.split(' : ')[1]?.split(', ') ?? []).map((label) => label.split(' [')[0])
    const unshown = commandTypes.filter((type) => !labels.includes(type) && !below.includes(`\`${type}\``))
    expect(unshown).toEqual([])
  })

  it('lays the five regions side by side', () => {
    expect(shown.filter((line) => line === '--')).toHaveLength(4)
  })
})

describe('the drawing', () => {
  const drawing = drawMachine(complaintMachine(thorough), words)

  it('draws what happens by itself without a label, and commands with one', () => {
    expect(drawing).toContain('pace_running --> pace_suspended\n')
    expect(drawing).toContain('closed --> open : reopen\n')
    expect(drawing).toContain('improvement_observing --> improvement_settled : verifyEffect [isEffective]\n')
    expect(drawing).toContain('customerInterface_anywhere --> customerInterface_settled : withdraw, merge\n')
  })

  it('comes from the machine: another ladder is another drawing', () => {
    for (const rung of thorough.rules.ladder.rungs) expect(drawing).toContain(`state "${rung}" as ladder_${rung}\n`)
    expect(drawMachine(complaintMachine(minimal), words)).not.toContain('"top"')
  })
})

describe('the READMEs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'redress-diagram-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it.each(Object.keys(diagrams))('%s shows the machine as it is (npm run diagram)', (name) => {
    const readme = readFileSync(new URL(name, root), 'utf8')
    expect(withDiagram(readme, diagrams[name]!)).toBe(readme)
    expect(readme).toContain(`"${lenovo.rules.ladder.rungs.at(-1)}" as ladder_`)
  })

  it('are found stale, drawn, and then current', () => {
    const at = pathToFileURL(`${folder}/`)
    for (const name of Object.keys(diagrams)) {
      writeFileSync(
        new URL(name, at),
        'before\n<!-- diagram:begin -->\nan older machine\n<!-- diagram:end -->\nafter\n',
      )
    }
    expect(updateReadmes(at, { check: true })).toEqual(Object.keys(diagrams))
    expect(readFileSync(new URL('README.md', at), 'utf8')).toContain('an older machine')
    expect(updateReadmes(at, { check: false })).toEqual(Object.keys(diagrams))
    const drawn = readFileSync(new URL('README.md', at), 'utf8')
    expect(drawn).toMatch(/^before\n<!-- diagram:begin -->\n```mermaid\n[\s\S]+\n<!-- diagram:end -->\nafter\n$/)
    expect(updateReadmes(at, { check: true })).toEqual([])
  })

  it('are left alone when their markers are gone', () => {
    expect(() => withDiagram('no markers', words)).toThrow('must have')
    expect(() => withDiagram('<!-- diagram:begin --> and no end', words)).toThrow('must have')
  })
})
