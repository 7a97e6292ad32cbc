import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { generatedPolicies, noPolicies } from './generated-policies.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const NAME = `${root}generated-policies.ts`

/** Checks one file that is not there, against the sources, as a host's own file would be checked. */
function checker(): (text: string) => { readonly errors: readonly string[]; readonly instantiations: number } {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  const host = ts.createCompilerHost(options)
  const { getSourceFile, readFile, fileExists } = host
  const known = new Map<string, ts.SourceFile | undefined>()
  return (text) => {
    host.fileExists = (name) => name === NAME || fileExists(name)
    host.readFile = (name) => (name === NAME ? text : readFile(name))
    host.getSourceFile = (name, language) => {
      if (name === NAME) return ts.createSourceFile(name, text, language)
      if (!known.has(name)) known.set(name, getSourceFile(name, language))
      return known.get(name)
    }
    const program = ts.createProgram([NAME], options, host)
    const file = program.getSourceFile(NAME)
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
    const errors = found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
    return { errors, instantiations: program.getInstantiationCount() }
  }
}

/**
 * Counted and not timed, so that a busy machine says the same. On the one where it was set, a second takes 50,000 to
 * 70,000; five seconds is the bound.
 */
const MOST = 250_000

describe('what the types cost', () => {
  it('thirty policies, one of thirty duties, and calls that use their names check in as many instantiations as take five seconds', {
    timeout: 120_000,
  }, () => {
    const check = checker()
    const bare = check(noPolicies)
    expect(bare.errors).toEqual([])
    const thirty = check(generatedPolicies(30))
    expect(thirty.errors).toEqual([])
    expect(thirty.instantiations).toBeLessThan(MOST)
    // Counter-scenario: they were looked at, each by its own names.
    const wrong = generatedPolicies(8).replace(
      "product: 'x' }, category: 'service/manner7'",
      "product: 'x' }, category: 'service/manner8'",
    )
    expect(check(wrong).errors.join()).toContain('service/manner8')
  })
})
