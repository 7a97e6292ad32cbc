import type { CommandInput, PermittedType } from '../../src/domain/commands.ts'
import type { regions } from '../../src/machine/state-paths.ts'
import { lenovo } from '../../src/policies/lenovo.ts'
import { simpleFlow } from '../../src/policies/simple-flow.ts'
import type { Policy } from '../../src/policy/policy.ts'
import { minimal, swift, thorough } from '../fixtures/policies.ts'

type Facts = Readonly<Record<string, unknown>>

/** A policy with what its walks need: facts to register and to classify with, contents for its forms. */
export interface Model {
  readonly policy: Policy
  /** Facts of complaints that begin differently, and the tours that are worth while from there. */
  readonly beginnings: Readonly<Record<string, { readonly facts: Facts; readonly tours: readonly TourName[] }>>
  readonly forms: Readonly<Record<string, Facts>>
  readonly classifications: readonly Omit<Extract<CommandInput, { type: 'classify' }>, 'type'>[]
}

/** A walk that sends some commands only, and takes for the same what the regions in its view take for the same. */
export interface Tour {
  readonly view: readonly (typeof regions)[number][]
  readonly commands: readonly PermittedType[]
}

export type TourName = keyof typeof tours

/** Together they send every command but `register`, which each begins with. */
export const tours = {
  /** Level 1 with its reviews and disputes. */
  customer: {
    view: ['customerInterface'],
    commands: [
      ...['assign', 'handOver', 'transfer', 'contact', 'promise', 'file', 'establish', 'propose', 'accept'],
      ...['decline', 'fulfil', 'callBack', 'review', 'finalise', 'reject', 'refer', 'withdraw', 'merge', 'dispute'],
    ],
  },
  /** Everything that may wait for an approval, from everywhere. */
  approvals: {
    view: ['customerInterface'],
    commands: [
      ...['assign', 'transfer', 'contact', 'propose', 'accept', 'fulfil', 'callBack', 'review', 'finalise'],
      ...['reject', 'refer', 'withdraw', 'approve', 'disapprove', 'dispute'],
    ],
  },
  /** Levels 2 and 3, from a level 1 that is settled at once, to the archive. */
  further: {
    view: ['customerInterface', 'accountability', 'improvement'],
    commands: [
      ...['assign', 'contact', 'attribute', 'assess', 'decide', 'contest', 'rule', 'contain', 'identifyCause'],
      ...[
        'readAcross',
        'plan',
        'completeAction',
        'verifyEffect',
        'classify',
        'file',
        'close',
        'reopen',
        'archive',
        'note',
        'link',
      ],
    ],
  },
  /** The ladder and the pauses. */
  pace: {
    view: ['ladder', 'pace'],
    commands: ['assign', 'note', 'link', 'classify', 'suspend', 'resume', 'extend', 'escalate'],
  },
} as const satisfies Readonly<Record<string, Tour>>

export const models: readonly Model[] = [
  {
    policy: minimal,
    beginnings: { plain: { facts: {}, tours: ['customer', 'further', 'pace'] } },
    forms: {},
    classifications: [{ major: true }],
  },
  {
    policy: thorough,
    beginnings: {
      plain: { facts: {}, tours: ['customer', 'further', 'pace'] },
      delicate: { facts: { delicate: true }, tours: ['approvals'] },
      harmless: { facts: { ownFault: false, systematic: false, callBack: false }, tours: ['customer'] },
      small: { facts: { serious: false, widespread: false }, tours: ['further'] },
    },
    forms: { report: { pages: 3, author: 'quality-1' } },
    classifications: [
      { category: 'service/attitude' },
      { facts: { ownFault: false, systematic: false } },
      { facts: { ownFault: true, systematic: true } },
    ],
  },
  {
    policy: swift,
    beginnings: {
      plain: { facts: {}, tours: ['customer', 'further', 'pace'] },
      harmless: { facts: { ownFault: false, systematic: false }, tours: ['customer'] },
    },
    forms: {},
    classifications: [
      { facts: { ownFault: false, systematic: false } },
      { facts: { ownFault: true, systematic: true } },
    ],
  },
  {
    policy: simpleFlow,
    beginnings: { plain: { facts: {}, tours: ['customer', 'further', 'pace'] } },
    forms: { investigation: { confirmed: true, statementsHeard: 2, summary: 'Both were heard.' } },
    classifications: [{ major: true }],
  },
  {
    policy: lenovo,
    beginnings: {
      work: { facts: { station: 'station-7', workQuality: true }, tours: ['customer', 'further', 'pace'] },
      product: { facts: { workQuality: false }, tours: ['customer'] },
    },
    forms: { apology: { by: 'stationHead-1', channel: 'phone' } },
    classifications: [
      { category: 'serviceManner' },
      { facts: { workQuality: false } },
      { facts: { workQuality: true } },
    ],
  },
]
