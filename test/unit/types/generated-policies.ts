/** A file of policies as people write them, with calls that use every name; for measuring what they cost the compiler. */
export function generatedPolicies(count: number): string {
  const ids = Array.from({ length: count }, (_unused, i) => i)
  return [
    "import { createRedress, definePolicy, memoryStore, personal } from 'redress'",
    "import { z } from 'zod'",
    ...ids.map((i) => policy(i, i === 0 ? 30 : 8)),
    `const desk = createRedress({ policies: [${ids.map((i) => `p${i}`).join(', ')}], store: memoryStore() })`,
    'export async function use() {',
    ...ids.map(use),
    '}',
  ].join('\n')
}

/** The same without any policy: what the library itself costs. */
export const noPolicies = [
  "import { createRedress, definePolicy, memoryStore, personal } from 'redress'",
  "import { z } from 'zod'",
  'export const used = [createRedress, definePolicy, memoryStore, personal, z]',
].join('\n')

const policy = (i: number, duties: number): string => `
const p${i} = definePolicy({
  id: 'policy-${i}',
  version: 1,
  effectiveFrom: '2026-01-01',
  timeZone: 'Europe/Berlin',
  roles: ['clerk${i}', 'boss', 'customer'],
  see: { clerk${i}: 'all', boss: 'all', customer: 'complainant' },
  permissions: { register: ['clerk${i}', 'anonymous'], contact: ['clerk${i}'], assign: ['boss'], file: ['clerk${i}'], escalate: ['boss'] },
  facts: z.object({ product: z.string(), size${i}: z.number().default(0), owner: personal(z.string()).optional() }),
  categories: ['goods', 'service', 'service/manner${i}'],
  severity: { values: ['minor', 'grave${i}'], of: (c) => (c.isIn('service') ? 'grave${i}' : 'minor') },
  major: (c) => c.facts.size${i} > 3 && c.has('escalated:top${i}'),
  forms: { report${i}: z.object({ pages: z.number() }), apology: z.object({ words: personal(z.string()) }) },
  ladder: [{ id: 'desk', role: 'clerk${i}' }, { id: 'top${i}', role: 'boss' }],
  pauseReasons: ['absent${i}', 'parts'],
  levels: { accountability: { required: (c) => c.category === 'service' }, improvement: { required: true } },
  obligations: [
    { id: 'first-contact', opens: 'registered', meets: 'contacted', within: { hours: 1 }, onBreach: { escalate: 'top${i}' } },
${Array.from(
  { length: duties - 1 },
  (_unused, j) => `    {
      id: 'duty-${j}',
      opens: '${j === 0 ? 'breached:first-contact' : `breached:duty-${j - 1}`}',
      meets: ['filed:report${i}', 'assigned'],
      budget: (c) => (c.severity === 'grave${i}' ? { hours: ${j + 1} } : undefined),
      when: (c) => !c.isIn('service/manner${i}'),
      warnings: [{ share: 0.5 }],
      pausedBy: ['absent${i}'],
      extension: { by: ['boss'], times: 1 },
    },`,
).join('\n')}
  ],
  gates: [{ before: 'close', needs: ['filed:report${i}', ['contacted', 'fulfilled']] }],
  notifications: [{ on: 'breached:first-contact', to: { role: 'boss' }, channel: 'mail', template: 'late' }],
})`

const use = (i: number): string => `
  const c${i} = await desk.submit(
    { policy: 'policy-${i}', channel: 'web', summary: 's', facts: { product: 'x' }, category: 'service/manner${i}' },
    { by: { id: 'a', role: 'clerk${i}' } },
  )
  const s${i}: 'minor' | 'grave${i}' | undefined = c${i}.severity
  await desk.send(c${i}.id, { type: 'file', form: 'report${i}', data: { pages: 1 } }, { by: { id: 'a', role: 'clerk${i}' } })
  console.log(s${i}, c${i}.rung, c${i}.facts.size${i})`
