import { describe, expect, it } from 'vitest'
import { priorityOf } from '../../../src/policy/classification.ts'

const rules = { severities: ['slight', 'middling', 'grave'], urgencies: ['normal', 'high'] }

describe('the priority of a complaint', () => {
  it('goes by major, then severity, then urgency, the most pressing first', () => {
    const inOrder = [
      { major: true, severity: 'grave', urgency: 'high' },
      { major: true, severity: 'slight' },
      { major: true },
      { major: false, severity: 'grave', urgency: 'high' },
      { major: false, severity: 'grave', urgency: 'normal' },
      { major: false, severity: 'grave' },
      { major: false, severity: 'middling', urgency: 'high' },
      { major: false, severity: 'slight' },
      { major: false, urgency: 'high' },
      { major: false },
    ]
    const priorities = inOrder.map((one) => priorityOf(rules, one))
    expect(priorities).toEqual(priorities.toSorted((a, b) => a - b))
    expect(new Set(priorities).size).toBe(inOrder.length)
    expect([priorities[0], priorities.at(-1)]).toEqual([0, 19_999])
  })

  it('has a place for each of 99 values, and compares scales of different lengths', () => {
    const severities = Array.from({ length: 99 }, (_, i) => `s${i}`)
    const places = severities.map((severity) => priorityOf({ severities, urgencies: [] }, { major: false, severity }))
    expect(new Set(places).size).toBe(99)
    const of = (values: readonly string[], severity: string): number =>
      priorityOf({ severities: values, urgencies: [] }, { major: false, severity })
    expect(of(['low', 'high'], 'high')).toBe(of(severities, 's98'))
    expect(of(['low', 'high'], 'low')).toBeGreaterThan(of(['a', 'b', 'c', 'd'], 'c'))
  })

  it('is the last where a policy has no scale, or none with the value', () => {
    expect(priorityOf({ severities: [], urgencies: [] }, { major: false })).toBe(19_999)
    expect(priorityOf(rules, { major: false, severity: 'unknown' })).toBe(19_999)
  })
})
