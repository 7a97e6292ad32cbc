import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

// The layers are lint rules; a rule with a slip in it forbids nothing and nobody notices. So each one is shown probe
// files: what it has to refuse, and beside it what it has to let through.

const root = join(import.meta.dirname, '../..')

interface Layer {
  readonly at: string
  readonly may: readonly string[]
  readonly mayNot: readonly string[]
}

const layers: readonly Layer[] = [
  {
    at: 'src/domain',
    may: ['./actor.ts', '../errors.ts', '../time/duration.ts', 'zod'],
    mayNot: ['../clock.ts', '../ids.ts', '../policy/a.ts', '../index.ts', 'node:crypto', 'xstate', 'redress'],
  },
  {
    at: 'src/domain/forms',
    may: ['./a.ts', '../actor.ts', '../../errors.ts', '../../time/duration.ts'],
    mayNot: ['../../clock.ts', '../../core/a.ts', '../../index.ts'],
  },
  {
    at: 'src/time',
    may: ['./calendar.ts', '../domain/a.ts', '../errors.ts', 'date-fns', 'date-fns/addDays', '@date-fns/tz'],
    mayNot: ['../clock.ts', '../policy/a.ts', '../machine/a.ts', 'node:timers', 'xstate'],
  },
  {
    at: 'src/policy',
    may: ['./ladder.ts', '../domain/a.ts', '../time/a.ts', '../errors.ts', 'zod'],
    mayNot: ['../machine/a.ts', '../core/a.ts', '../policies/a.ts', '../clock.ts', 'xstate', 'node:fs'],
  },
  {
    at: 'src/machine',
    may: ['./a.ts', '../policy/a.ts', '../domain/a.ts', '../time/a.ts', '../errors.ts', 'xstate'],
    mayNot: ['../core/a.ts', '../engine/a.ts', '../ids.ts', 'node:crypto', 'xstate-helpers'],
  },
  {
    at: 'src/core',
    may: ['./a.ts', '../machine/a.ts', '../policy/a.ts', '../domain/a.ts', '../time/a.ts', '../errors.ts', 'xstate'],
    mayNot: ['../engine/a.ts', '../stores/contract.ts', '../clock.ts', '../ids.ts', 'node:crypto'],
  },
  {
    at: 'src/engine',
    may: [
      '../core/a.ts',
      '../domain/a.ts',
      '../stores/contract.ts',
      '../channels/contract.ts',
      '../clock.ts',
      'node:crypto',
    ],
    mayNot: [
      '../stores/memory/memory-store.ts',
      '../channels/console/console-channel.ts',
      '../policies/a.ts',
      '../testing/a.ts',
      '../index.ts',
      'node:timers',
      'pg',
    ],
  },
  {
    at: 'src/stores',
    may: ['./a.ts', '../domain/a.ts', '../core/a.ts', '../errors.ts'],
    mayNot: ['./memory/memory-store.ts', '../engine/a.ts', '../policy/a.ts', 'node:fs'],
  },
  {
    at: 'src/stores/sqlite',
    may: [
      './a.ts',
      '../contract.ts',
      '../../domain/a.ts',
      '../../core/a.ts',
      '../../errors.ts',
      '../../clock.ts',
      'node:sqlite',
    ],
    mayNot: [
      '../memory/memory-store.ts',
      '../../engine/a.ts',
      '../../machine/a.ts',
      '../../testing/a.ts',
      'better-sqlite3',
    ],
  },
  {
    at: 'src/channels',
    may: ['./contract.ts', '../domain/a.ts', '../core/a.ts', '../clock.ts', 'node:crypto'],
    mayNot: ['./console/console-channel.ts', '../engine/a.ts', '../ids.ts', 'node:fs', 'nodemailer'],
  },
  {
    at: 'src/channels/console',
    may: ['../contract.ts', '../../domain/a.ts', '../../errors.ts', '../../optional-package.ts', 'node:process'],
    mayNot: ['../../engine/a.ts', '../webhook/a.ts', '../../policy/a.ts', 'nodemailer'],
  },
  {
    at: 'src/policies',
    may: ['./a.ts', '../policy/a.ts', '../time/a.ts', '../domain/a.ts', 'zod'],
    mayNot: ['../engine/a.ts', '../machine/a.ts', '../core/a.ts', '../clock.ts', '../index.ts', 'node:fs'],
  },
  {
    at: 'src/calendars',
    may: ['./a.ts', '../time/a.ts', '../errors.ts', '../optional-package.ts', 'zod'],
    mayNot: [
      './china/a.ts',
      '../clock.ts',
      '../domain/a.ts',
      '../engine/a.ts',
      '../index.ts',
      'chinese-days',
      'node:fs',
    ],
  },
  {
    at: 'src/calendars/ical',
    may: ['./a.ts', '../a.ts', '../../time/a.ts', '../../errors.ts', '../../optional-package.ts', 'zod'],
    mayNot: ['../china/a.ts', '../../clock.ts', '../../policies/a.ts', '../../index.ts', 'ical.js', 'node:fs'],
  },
  {
    at: 'src/testing',
    may: ['../stores/contract.ts', '../stores/memory/a.ts', '../engine/a.ts', '../clock.ts', '../policies/a.ts'],
    mayNot: ['vitest', 'node:test', 'fast-check', '../index.ts', 'redress'],
  },
  {
    at: 'src/reports',
    may: ['../engine/a.ts', '../core/a.ts', '../stores/contract.ts', 'node:stream'],
    mayNot: [
      '../testing/a.ts',
      '../policies/a.ts',
      '../calendars/china/a.ts',
      '../stores/sqlite/a.ts',
      '../index.ts',
      'vitest',
    ],
  },
  { at: 'test/unit', may: ['redress', 'redress/testing', 'vitest'], mayNot: ['node:timers/promises'] },
]

const forms: Record<string, string> = {
  'a type import': "import type { A } from '../engine/a.ts'\nexport type B = A\n",
  'a re-export': "export { a } from '../engine/a.ts'\n",
  'a dynamic import': "export const a = () => import('../engine/a.ts')\n",
}

const single: Record<string, { file: string; text: string; rule: string }> = {
  'Date.now': { file: 'src/core/p1.ts', text: 'export const a = Date.now()\n', rule: 'plugin' },
  'Date.now as a value': { file: 'src/engine/p2.ts', text: 'export const a = Date.now\n', rule: 'plugin' },
  'new Date()': { file: 'src/policy/p3.ts', text: 'export const a = new Date()\n', rule: 'plugin' },
  'Math.random': { file: 'src/engine/p4.ts', text: 'export const a = Math.random()\n', rule: 'plugin' },
  randomUUID: {
    file: 'src/engine/p5.ts',
    text: "import { randomUUID } from 'node:crypto'\nexport const a = randomUUID()\n",
    rule: 'plugin',
  },
  'crypto.randomUUID': {
    file: 'src/stores/sqlite/p6.ts',
    text: 'export const a = crypto.randomUUID()\n',
    rule: 'plugin',
  },
  'globalThis.crypto.randomUUID': {
    file: 'src/stores/sqlite/p7.ts',
    text: 'export const a = globalThis.crypto.randomUUID()\n',
    rule: 'plugin',
  },
  setTimeout: { file: 'src/engine/p8.ts', text: 'setTimeout(() => undefined, 10)\n', rule: 'plugin' },
  'setTimeout in a unit test': {
    file: 'test/unit/p9.test.ts',
    text: 'setTimeout(() => undefined, 10)\n',
    rule: 'lint/style/noRestrictedGlobals',
  },
  'a default export': { file: 'src/core/p10.ts', text: 'export default 1\n', rule: 'lint/style/noDefaultExport' },
  'an explicit any': {
    file: 'src/core/p11.ts',
    text: 'export const a: any = 1\n',
    rule: 'lint/suspicious/noExplicitAny',
  },
  'an import without .ts': {
    file: 'src/core/p12.ts',
    text: "export * as a from './p11'\n",
    rule: 'lint/correctness/useImportExtensions',
  },
  'a wall of exports': {
    file: 'src/core/p13.ts',
    text: "export * from './p11.ts'\n",
    rule: 'lint/performance/noReExportAll',
  },
  'a circle of values': {
    file: 'src/core/p14.ts',
    text: "import { b } from './p15.ts'\nexport const a = () => b\n",
    rule: 'lint/suspicious/noImportCycles',
  },
  'the other half of the circle': {
    file: 'src/core/p15.ts',
    text: "import { a } from './p14.ts'\nexport const b = () => a\n",
    rule: 'lint/suspicious/noImportCycles',
  },
  'a circle of types': {
    file: 'src/core/p16.ts',
    text: "import type { B } from './p17.ts'\nexport type A = { b: B }\n",
    rule: 'lint/suspicious/noImportCycles',
  },
  'the other half of the types': {
    file: 'src/core/p17.ts',
    text: "import type { A } from './p16.ts'\nexport type B = { a?: A }\n",
    rule: 'lint/suspicious/noImportCycles',
  },
  'a focused test': {
    file: 'test/unit/p18.test.ts',
    text: "import { it } from 'vitest'\nit.only('a', () => undefined)\n",
    rule: 'lint/suspicious/noFocusedTests',
  },
  'a name that is not kebab-case': {
    file: 'src/core/pNineteen.ts',
    text: 'export const a = 1\n',
    rule: 'lint/style/useFilenamingConvention',
  },
}

const legal: Record<string, { file: string; text: string }> = {
  'the clock reading the time': { file: 'src/clock.ts', text: 'export const a = () => Date.now()\n' },
  'a date made of an instant': { file: 'src/core/l1.ts', text: 'export const a = new Date(0)\n' },
  'a wait in a crash test': { file: 'test/crash/l2.test.ts', text: 'setTimeout(() => undefined, 10)\n' },
  'a default export in a config file': { file: 'tsup.config.ts', text: 'export default 1\n' },
}

const probe = (layer: Layer, specifier: string): string => {
  const number = [...layer.may, ...layer.mayNot].indexOf(specifier)
  return `${layer.at}/probe-${number}${layer.at.startsWith('test') ? '.test' : ''}.ts`
}

describe('what the linter refuses', () => {
  let folder: string
  const found = new Map<string, string[]>()

  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'redress-layers-'))
    for (const path of ['biome.jsonc', '.gitignore', 'tsconfig.json', 'tsconfig.pure.json', 'scripts/lint']) {
      cpSync(join(root, path), join(folder, path), { recursive: true })
    }
    write('package.json', '{ "type": "module" }')
    for (const layer of layers) {
      for (const specifier of [...layer.may, ...layer.mayNot]) write(probe(layer, specifier), `import '${specifier}'\n`)
    }
    Object.values(forms).forEach((text, number) => {
      write(`src/core/form-${number}.ts`, text)
    })
    for (const { file, text } of [...Object.values(single), ...Object.values(legal)]) write(file, text)

    const { stdout, stderr } = spawnSync(
      join(root, 'node_modules/.bin/biome'),
      ['lint', '--reporter=json', '--max-diagnostics=none', '.'],
      { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 },
    )
    if (!stdout.startsWith('{')) throw new Error(`biome answered no JSON: ${stdout}${stderr}`)
    const report = JSON.parse(stdout) as { diagnostics: { category: string; location: { path: string } }[] }
    for (const { category, location } of report.diagnostics) {
      found.set(location.path, [...(found.get(location.path) ?? []), category])
    }
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  for (const layer of layers) {
    it.each(layer.may)(`${layer.at} may import %s`, (specifier) => {
      expect(found.get(probe(layer, specifier)) ?? []).not.toContain('lint/style/noRestrictedImports')
    })
    it.each(layer.mayNot)(`${layer.at} may not import %s`, (specifier) => {
      expect(found.get(probe(layer, specifier))).toContain('lint/style/noRestrictedImports')
    })
  }

  it.each(Object.keys(forms))('%s counts as an import', (form) => {
    expect(found.get(`src/core/form-${Object.keys(forms).indexOf(form)}.ts`)).toContain(
      'lint/style/noRestrictedImports',
    )
  })

  it.each(Object.entries(single))('%s', (_, { file, rule }) => {
    expect(found.get(file)).toContain(rule)
  })

  it.each(Object.entries(legal))('not %s', (_, { file }) => {
    expect(found.get(file)).toBeUndefined()
  })

  it('the pure layers do not know their host', () => {
    const tsc = (text: string): string => {
      rmSync(join(folder, 'src'), { recursive: true })
      write('src/domain/host.ts', text)
      try {
        return execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.pure.json'], {
          cwd: folder,
          encoding: 'utf8',
        })
      } catch (error) {
        return (error as { stdout: string }).stdout
      }
    }
    expect(tsc('export const a = structuredClone([1])\n')).toBe('')
    for (const name of ['process', 'setTimeout', 'Buffer', 'console', 'crypto', 'performance', 'fetch']) {
      expect(tsc(`export const a = ${name}\n`)).toContain(`'${name}'`)
    }
  })
})
