import type { Json } from '../domain/json.ts'
import type { PersonalRow } from '../domain/record.ts'
import type { Sight } from './sight.ts'

/** The personal side of a complaint, as far as the reader may see it. What was erased is absent. */
export interface PersonalView {
  /** Who complains; absent when the reader may not know. */
  readonly complainant?: { readonly name?: string; readonly contact?: string; readonly address?: string }
  /** What happened, in the complainant's own words. */
  readonly summary?: string
  /** What he asks for. */
  readonly demand?: string
  /** Personal facts of the policy, as they were given last. */
  readonly facts: Readonly<Record<string, Json>>
  /** Texts of the allegations by their ids; the first one's is the summary. */
  readonly allegations: Readonly<Record<string, string>>
  /** The complainant's data were erased. */
  readonly erased?: true
}

/** A personal value's place in its command, and the value. */
export type PersonalFields = Readonly<Record<string, Json>>

/** The fields of a row, or none when its text cannot be read. */
export function fieldsOf(row: PersonalRow): PersonalFields {
  const data: unknown = JSON.parse(row.data)
  return isFields(data) ? data : {}
}

const isFields = (value: unknown): value is PersonalFields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The fields of a row that a reader may see. Who complains is known by his name and by what the policy marked in its
 * facts and forms; what he wrote is told to everybody who works on it. A complainant reads nothing that is the company's.
 */
export function visibleFields(row: PersonalRow, sight: Sight): PersonalFields {
  if (sight.sees === 'complainant' && row.subject === sight.recordSubject) return {}
  const fields = fieldsOf(row)
  if (sight.knowsComplainant || row.subject === sight.recordSubject) return fields
  return Object.fromEntries(Object.entries(fields).filter(([path]) => !/^(customer|facts|data)\./.test(path)))
}

/** Puts a complaint's personal rows together. The first entry of a record is its registration. */
export function personalView(rows: readonly PersonalRow[], sight: Sight): PersonalView {
  const registration: Record<string, Json> = {}
  const facts: Record<string, Json> = {}
  const inOrder = [...rows].sort((a, b) => a.seq - b.seq)
  for (const row of inOrder) {
    for (const [path, value] of Object.entries(visibleFields(row, sight))) {
      if (path.startsWith('facts.')) facts[path.slice('facts.'.length)] = value
      else if (row.seq === 1) registration[path] = value
    }
  }
  const text = (path: string): string | undefined => {
    const value = registration[path]
    return typeof value === 'string' ? value : undefined
  }
  const [name, contact, address, summary, demand] = [
    'customer.name',
    'customer.contact',
    'customer.address',
    'summary',
    'demand',
  ].map(text)
  const complainant = {
    ...(name !== undefined && { name }),
    ...(contact !== undefined && { contact }),
    ...(address !== undefined && { address }),
  }
  const allegations: Record<string, string> = {}
  if (summary !== undefined) allegations['a1'] = summary
  for (const path of Object.keys(registration)) {
    const place = /^allegations\.(\d+)\.text$/.exec(path)?.[1]
    const said = text(path)
    if (place !== undefined && said !== undefined) allegations[`a${Number(place) + 2}`] = said
  }
  return {
    ...(Object.keys(complainant).length > 0 && { complainant }),
    ...(summary !== undefined && { summary }),
    ...(demand !== undefined && { demand }),
    facts,
    allegations,
    // A registration always has a summary.
    ...(!inOrder.some((row) => row.seq === 1) && { erased: true }),
  }
}
