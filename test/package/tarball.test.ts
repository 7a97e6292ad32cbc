import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import tsconfig from '../../tsconfig.json' with { type: 'json' }
import tsup from '../../tsup.config.ts'

const root = join(import.meta.dirname, '../..')
const bin = (name: string) => join(root, 'node_modules/.bin', name)

/** Every subpath, from package.json; `./package.json` is data and not code. */
const subpaths = Object.keys(manifest.exports)
const modules = subpaths.filter((subpath) => !subpath.endsWith('.json'))
const specifier = (subpath: string) => subpath.replace(/^\./, manifest.name)

/** Peers that a host may leave out, and what a host that has them runs: each subpath that needs one does its work. */
const optional = Object.keys(manifest.peerDependenciesMeta)
const withOptional = `
const { spec } = chinaCalendar({ everyDay: ['09:00-18:00'] })
const feed = ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'DTSTART;VALUE=DATE:20261001', 'END:VEVENT', 'END:VCALENDAR'].join('\\r\\n')
const { holidays } = fromICal(feed, { timeZone: 'Asia/Shanghai', years: [2026, 2026] })
const mail = emailChannel({ transport: { jsonTransport: true }, from: 'a@b.test', addressOf: () => 'c@d.test' })
const hook = webhookChannel({ url: 'https://a.test', secret: 'whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz' })
const told = { key: 'k', tenant: 't', recipient: 'r', content: { en: { subject: 's', text: 't', html: 'h' } }, params: {} }
mail.deliver(told, { signal: new AbortController().signal }).then(({ reference }) =>
  console.log(spec.holidays.includes('2025-10-01'), holidays.join(), reference.slice(-8), typeof hook.deliver),
)
`
const OPTIONAL_WORKED = 'true 2026-10-01 @b.test> function\n'
const optionalNames = [
  ['chinaCalendar', 'china'],
  ['fromICal', 'ical'],
  ['emailChannel', 'email'],
  ['webhookChannel', 'webhook'],
]
const importOptional = optionalNames
  .map(([name, subpath]) => `import { ${name} } from '${manifest.name}/${subpath}'\n`)
  .join('')
const requireOptional = optionalNames
  .map(([name, subpath]) => `const { ${name} } = require('${manifest.name}/${subpath}')\n`)
  .join('')

/** Subpaths that need a newer Node than the package as a whole: `node:sqlite` is there without a flag from 22.13 on. */
const NEEDS_NODE: Record<string, [major: number, minor: number]> = { './sqlite': [22, 13] }
const PACKAGE_NEEDS: [major: number, minor: number] = [20, 19]

interface Node {
  readonly file: string
  readonly version: string
  atLeast(wanted: readonly [major: number, minor: number]): boolean
}

/** This Node, and any other on the PATH that the package says it runs on, such as the machine's own. */
function nodes(): Node[] {
  const known = new Map<string, Node>()
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  for (const file of [process.execPath, ...folders.map((folder) => join(folder, 'node'))]) {
    if (!existsSync(file)) continue
    const version = execFileSync(file, ['--version'], { encoding: 'utf8' }).trim()
    const [major = 0, minor = 0] = version.slice(1).split('.').map(Number)
    const node: Node = {
      file,
      version,
      atLeast: (wanted) => major > wanted[0] || (major === wanted[0] && minor >= wanted[1]),
    }
    if (node.atLeast(PACKAGE_NEEDS) && !known.has(version)) known.set(version, node)
  }
  return [...known.values()]
}

function run(file: string, args: readonly string[], cwd: string): string {
  try {
    return execFileSync(file, args, { cwd, encoding: 'utf8', stdio: 'pipe' })
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`${file} ${args.join(' ')} failed:\n${stdout}${stderr}`)
  }
}

/** What a host's own package hands on: its types are inferred, so each must have a name that is exported. */
const exported = `
import { complaintMachine, createRedress, definePolicy, extendPolicy, memoryStore, personal } from '${manifest.name}'
import { employeeComplaintBWith, lenovo, simpleFlowWith } from '${manifest.name}/policies'
import { z } from 'zod'
export const own = definePolicy({
  id: 'own', version: 1, timeZone: 'UTC', roles: ['clerk'], see: { clerk: 'all' }, permissions: { register: ['clerk'] },
  categories: ['goods'], facts: z.object({ shelf: z.string(), phone: personal(z.string()) }),
  forms: { sheet: z.object({ by: z.string() }) },
  obligations: [{ id: 'contact', opens: 'registered', meets: 'contacted', within: { hours: 1 } }],
})
export const stricter = extendPolicy(lenovo, { id: 'stricter', version: 1, facts: z.object({ floor: z.number() }) })
export const make = { simpleFlowWith, employeeComplaintBWith }
export const desk = createRedress({ policies: [own, stricter], store: memoryStore() })
export const machine = complaintMachine(own)
export const submit = (shelf: string) =>
  desk.submit(
    { policy: 'own', channel: 'web', summary: 's', category: 'goods', facts: { shelf, phone: '1' } },
    { by: { id: 'a', role: 'clerk' } },
  )
export const read = (id: Parameters<typeof desk.get>[0]) => desk.history(id, { by: { id: 'a', role: 'clerk' } })
`

describe('the entries', () => {
  it('are the same in package.json, tsconfig.json and tsup.config.ts', () => {
    const { entry } = tsup as { entry: Record<string, string> }
    const built = Object.entries(entry).map(([name, source]) => [name === 'index' ? '.' : `./${name}`, `./${source}`])
    const mapped = Object.entries(tsconfig.compilerOptions.paths).map(([name, [source]]) => [
      name.replace(manifest.name, '.'),
      source,
    ])
    expect(built.sort()).toEqual(mapped.sort())
    expect(built.map(([subpath]) => subpath).sort()).toEqual([...modules].sort())
  })
})

describe('the packed tarball', () => {
  let work: string
  let tarball: string
  let consumer: string
  let installed: string

  /** An empty project that installs the tarball beside these packages. */
  const project = (name: string, packages: readonly string[]): string => {
    const folder = join(work, name)
    mkdirSync(folder)
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, private: true }))
    run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball, ...packages], folder)
    return folder
  }

  beforeAll(() => {
    if (!existsSync(join(root, 'dist/index.js')))
      throw new Error('There is nothing to pack. Run `npm run build` first.')
    work = mkdtempSync(join(tmpdir(), 'redress-package-'))
    run('npm', ['pack', '--ignore-scripts', '--pack-destination', work], root)
    tarball = join(work, readdirSync(work).find((file) => file.endsWith('.tgz')) ?? 'none.tgz')
    consumer = project('consumer', ['xstate', 'zod'])
    installed = join(consumer, 'node_modules', manifest.name)
  })
  afterAll(() => rmSync(work, { recursive: true, force: true }))

  it('holds what `files` promises and nothing else', () => {
    for (const file of manifest.files) expect(existsSync(join(installed, file)), file).toBe(true)
    expect(readdirSync(installed).sort()).toEqual([...manifest.files, 'package.json'].sort())
  })

  it('brings in xstate, zod, date-fns and no other package', () => {
    const top = readdirSync(join(consumer, 'node_modules')).filter((name) => !name.startsWith('.'))
    expect(top.sort()).toEqual(['@date-fns', 'date-fns', 'redress', 'xstate', 'zod'])
    expect(readdirSync(join(consumer, 'node_modules/@date-fns'))).toEqual(['tz'])
  })

  it('imports only what it declares, and node:sqlite nowhere before it is asked for', () => {
    const declared = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)]
    const dist = join(installed, 'dist')
    /** The modules that a built file reaches, its chunks included. */
    const reached = (file: string, seen = new Set<string>()): Set<string> => {
      if (seen.has(file)) return seen
      seen.add(file)
      const text = readFileSync(join(dist, file), 'utf8')
      for (const [, from = ''] of text.matchAll(/^(?:import|export)\b[^'"\n]*['"]([^'"\n]+)['"];?$/gm)) {
        if (from.startsWith('./')) reached(from.slice(2), seen)
        else seen.add(from)
      }
      return seen
    }
    for (const subpath of modules) {
      const entry = subpath === '.' ? 'index.js' : `${subpath.slice(2)}.js`
      const foreign = [...reached(entry)].filter((name) => !name.endsWith('.js'))
      for (const name of foreign) {
        const isDeclared = declared.some((known) => name === known || name.startsWith(`${known}/`))
        expect(isDeclared || isBuiltin(name), `${subpath} imports ${name}`).toBe(true)
      }
      expect(foreign.includes('node:sqlite'), `${subpath} and node:sqlite`).toBe(false)
    }
  })

  describe.each(nodes())('on Node $version', (node) => {
    const runnable = subpaths.filter((subpath) => node.atLeast(NEEDS_NODE[subpath] ?? PACKAGE_NEEDS))

    /** Runs a script in the consumer and answers the names that it saw exported. */
    const names = (file: string, text: string): string[] => {
      writeFileSync(join(consumer, file), text)
      return JSON.parse(run(node.file, [file], consumer)) as string[]
    }
    const print = 'console.log(JSON.stringify(Object.keys(found).sort()))'
    const imported = (subpath: string) => {
      const data = subpath.endsWith('.json') ? " with { type: 'json' }" : ''
      return names('esm.mjs', `import * as found from '${specifier(subpath)}'${data}\n${print}\n`)
    }
    const required = (subpath: string) => names('cjs.cjs', `const found = require('${specifier(subpath)}')\n${print}\n`)

    it.each(runnable)('%s can be imported', (subpath) => {
      expect(imported(subpath)).not.toEqual([])
    })

    it.each(runnable)('%s can be required', (subpath) => {
      expect(required(subpath)).not.toEqual([])
    })

    it.each(runnable.filter((subpath) => modules.includes(subpath)))('%s has the same names both ways', (subpath) => {
      expect(required(subpath)).toEqual(imported(subpath))
    })
  })

  it('runs with the oldest peers that it says it runs with', () => {
    const oldest = Object.entries(manifest.peerDependencies).map(([name, range]) => `${name}@${range.replace('^', '')}`)
    const folder = project('oldest-peers', oldest)
    const lines = modules.map((subpath) => `await import('${specifier(subpath)}')`)
    writeFileSync(join(folder, 'all.mjs'), `${lines.join('\n')}\nconsole.log('imported')\n`)
    expect(run(process.execPath, ['all.mjs'], folder)).toContain('imported')
    writeFileSync(join(folder, 'optional.mjs'), importOptional + withOptional)
    expect(run(process.execPath, ['optional.mjs'], folder)).toBe(OPTIONAL_WORKED)
  })

  it('says what to install where an optional peer is missing', () => {
    const attempts = [
      "chinaCalendar({ everyDay: ['09:00-18:00'] })",
      "fromICal('', { timeZone: 'UTC', years: [2026, 2026] })",
      "emailChannel({ transport: {}, from: 'a@b.test', addressOf: () => undefined })",
      "webhookChannel({ url: 'https://a.test', secret: 'whsec_AAAA' })",
    ]
    const tell = attempts.map((attempt) => `try { ${attempt} } catch (e) { console.log(e.code, e.message) }`).join('\n')
    writeFileSync(join(consumer, 'missing.mjs'), importOptional + tell)
    writeFileSync(join(consumer, 'missing.cjs'), requireOptional + tell)
    for (const file of ['missing.mjs', 'missing.cjs']) {
      const lines = run(process.execPath, [file], consumer).trim().split('\n')
      expect(lines.map((line) => /^CONFIG_INVALID .*: npm install (.+)\.$/.exec(line)?.[1])).toEqual(optional)
    }
  })

  it('finds the optional peers from ESM and from CJS on every Node', () => {
    const folder = project('optional-peers', ['xstate', 'zod', ...optional])
    writeFileSync(join(folder, 'optional.mjs'), importOptional + withOptional)
    writeFileSync(join(folder, 'optional.cjs'), requireOptional + withOptional)
    for (const { file } of nodes()) {
      for (const script of ['optional.mjs', 'optional.cjs']) {
        expect(run(file, [script], folder)).toBe(OPTIONAL_WORKED)
      }
    }
  })

  describe('in a TypeScript project', () => {
    /** Each subpath must have types, and none may be `any`, which is what a module without them becomes. */
    const source = `${modules.map((subpath, at) => `import * as m${at} from '${specifier(subpath)}'`).join('\n')}

type IsAny<T> = 0 extends 1 & T ? true : false
type AnyNames<M> = { [K in keyof M]: IsAny<M[K]> extends true ? K : never }[keyof M]
${modules.map((_, at) => `export const any${at}: [AnyNames<typeof m${at}>] extends [never] ? true : AnyNames<typeof m${at}> = true`).join('\n')}
export const names = [${modules.map((_, at) => `Object.keys(m${at})`).join(', ')}]
`
    const compile = (folder: string, compiler: string, options: Record<string, unknown>, files: readonly string[]) => {
      const config = join(folder, 'tsconfig.json')
      const compilerOptions = {
        target: 'es2023',
        lib: ['es2023'],
        types: ['node'],
        strict: true,
        noEmit: true,
        allowImportingTsExtensions: true,
        ...options,
      }
      writeFileSync(config, JSON.stringify({ compilerOptions, include: files }))
      return run(bin(compiler), ['-p', config], folder)
    }

    beforeAll(() => {
      // What the examples import beside the package itself.
      const used = ['@types/node@22', 'standardwebhooks', '@electric-sql/pglite', 'smtp-server', 'postal-mime']
      run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--save-dev', ...used], consumer)
      for (const file of ['esm.mts', 'cjs.cts', 'bundled.ts']) writeFileSync(join(consumer, file), source)
      cpSync(join(root, 'examples'), join(consumer, 'examples'), { recursive: true })
    })

    it.each(['tsc', 'tsc6'])('compiles as nodenext, from ESM and from CJS (%s)', (compiler) => {
      expect(compile(consumer, compiler, { module: 'nodenext' }, ['esm.mts', 'cjs.cts'])).toBe('')
    })

    it.each(['tsc', 'tsc6'])('compiles for a bundler (%s)', (compiler) => {
      expect(compile(consumer, compiler, { module: 'esnext', moduleResolution: 'bundler' }, ['bundled.ts'])).toBe('')
    })

    it('compiles the examples as a user who copies them would', () => {
      writeFileSync(join(consumer, 'examples/package.json'), '{ "type": "module" }')
      expect(compile(consumer, 'tsc', { module: 'nodenext', skipLibCheck: true }, ['examples'])).toBe('')
    })

    it.each(['tsc', 'tsc6'])('lets a host export its own policies and desk with declarations (%s)', (compiler) => {
      writeFileSync(join(consumer, 'exported.mts'), exported)
      const options = { module: 'nodenext', noEmit: false, declaration: true, emitDeclarationOnly: true, outDir: 'out' }
      expect(compile(consumer, compiler, { ...options, allowImportingTsExtensions: false }, ['exported.mts'])).toBe('')
    })

    it('refuses what is not there', () => {
      writeFileSync(join(consumer, 'wrong.mts'), `import { noSuchName } from '${manifest.name}'\nnoSuchName()\n`)
      expect(() => compile(consumer, 'tsc', { module: 'nodenext' }, ['wrong.mts'])).toThrow('noSuchName')
    })
  })
})
