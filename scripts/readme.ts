/**
 * Writes the examples of the READMEs from their files, so that what is shown is what runs. `--check` only compares.
 */
import { readFileSync, writeFileSync } from 'node:fs'

/** A README with its example blocks filled from `examples/<name>.ts`. */
export const withExamples = (readme: string, example: (name: string) => string): string =>
  readme.replace(
    /<!-- example:([\w-]+) -->[\s\S]*?<!-- \/example -->/g,
    (_block, name: string) => `<!-- example:${name} -->\n\`\`\`ts\n${example(name).trim()}\n\`\`\`\n<!-- /example -->`,
  )

const exampleFile = (name: string): string => readFileSync(new URL(`../examples/${name}.ts`, import.meta.url), 'utf8')

if (import.meta.filename === process.argv[1]) {
  for (const name of ['README.md', 'README.zh-CN.md']) {
    const path = new URL(`../${name}`, import.meta.url)
    const before = readFileSync(path, 'utf8')
    const after = withExamples(before, exampleFile)
    if (before === after) continue
    if (process.argv.includes('--check')) {
      console.error(`${name} is stale; run: npm run readme`)
      process.exitCode = 1
    } else writeFileSync(path, after)
  }
}
