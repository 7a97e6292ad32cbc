import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { withExamples } from '../../scripts/readme.ts'
import { type ErrorCode, errorCodes, RedressError } from '../../src/errors.ts'

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')
const readmes = ['README.md', 'README.zh-CN.md']

/** Rows of the table of errors: code and whether it is retryable. */
const errorRows = (readme: string): [string, string][] => {
  const table = readme.split('<!-- errors:begin -->')[1]?.split('<!-- errors:end -->')[0] ?? ''
  return [...table.matchAll(/^\| `([A-Z_]+)` \|[^|]*\| (yes|no|是|否) \|/gm)].map(([, code = '', retryable = '']) => [
    code,
    retryable === '是' ? 'yes' : retryable === '否' ? 'no' : retryable,
  ])
}

const isRetryable = (code: ErrorCode): boolean => {
  // The details do not matter for this question; any error of the code answers it.
  const error = Reflect.construct(RedressError, [code, '', {}])
  return error instanceof RedressError && error.retryable
}

describe.each(readmes)('%s', (name) => {
  const readme = read(name)

  it('explains every error code, sorted, with whether it is retryable', () => {
    expect(errorRows(readme)).toEqual(errorCodes.map((code) => [code, isRetryable(code) ? 'yes' : 'no']))
  })

  it('shows the examples as they are in their files', () => {
    expect(withExamples(readme, (example) => read(`examples/${example}.ts`))).toBe(readme)
    expect(withExamples(readme, () => 'changed')).not.toBe(readme)
  })

  it('shows the receiver of a webhook as the example runs it', () => {
    const [, lines = 'none'] = read('examples/webhook-receiver.ts').split(/^\/\/ receiver:(?:begin|end)\n/m)
    expect(readme).toContain(`\n\`\`\`ts\n${lines}\`\`\`\n`)
  })

  it('has no link to a file that is not there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = '']) => path)
    expect(links.length).toBeGreaterThan(2)
    for (const path of links) expect(() => read(path)).not.toThrow()
  })
})

it('the two READMEs are kept equal: the same headings, tables and blocks of code', () => {
  const shape = (readme: string) =>
    readme
      .split('\n')
      .filter((line) => /^(#{1,3} |```|\| )/.test(line))
      .map((line) => (line.startsWith('#') ? line.replace(/[^#].*/, '') : line.startsWith('|') ? '|' : line))
  expect(shape(read('README.zh-CN.md'))).toEqual(shape(read('README.md')))
})
