import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { personal } from '../../../src/domain/personal.ts'
import { minimal, swift, thorough } from '../../fixtures/policies.ts'
import { define, mistakes, sound } from './sound-definition.ts'

const [duty, promised, unmeasured] = sound.obligations
const withDuty = (change: object) => ({ obligations: [{ ...duty, ...change }, promised, unmeasured] })
const withLevel = (change: object) => ({ levels: { ...sound.levels, ...change } })

describe('definePolicy', () => {
  it('takes a sound definition of every kind, and the ones that the tests share', () => {
    expect(mistakes(sound)).toEqual([])
    for (const policy of [minimal, thorough, swift]) expect(mistakes(policy.definition)).toEqual([])
    expect(define(sound).unmeasured).toEqual(['cause'])
  })

  it.each<[mistake: string, paths: readonly string[], change: object]>([
    // signals
    ['an unknown signal that opens a duty', ['obligations.0.opens'], withDuty({ opens: 'called' })],
    ['a signal of a form that there is not', ['obligations.0.meets'], withDuty({ meets: ['contacted', 'filed:nope'] })],
    ['a signal of a rung that there is not', ['obligations.0.cancels'], withDuty({ cancels: ['escalated:nope'] })],
    ['a signal of a duty that there is not', ['obligations.0.opens'], withDuty({ opens: 'breached:nope' })],
    [
      'a command in place of a signal',
      ['notifications.0.on'],
      { notifications: [{ ...sound.notifications[0], on: 'register' }] },
    ],
    ['another way to catch up', ['catchUp'], { catchUp: 'fireNever' }],
    ['no way to catch up', ['catchUp'], { catchUp: null }],
    [
      'hours of a calendar that there is not',
      ['notifications.0.hours'],
      { notifications: [{ ...sound.notifications[0], hours: 'toString' }] },
    ],
    [
      'an unknown signal at a gate',
      ['gates.0.needs'],
      { gates: [{ before: 'close', needs: [['contacted', 'nope']] }] },
    ],
    [
      'an unknown signal that opens a level',
      ['levels.improvement.opens'],
      withLevel({ improvement: { required: true, opens: 'nope' } }),
    ],
    // duties that nothing can meet
    ['a duty that nothing meets', ['obligations.0.meets'], withDuty({ meets: [] })],
    ['a duty that is met by what opens it', ['obligations.0.meets'], withDuty({ meets: ['registered'] })],
    [
      'a duty that is met by an act that nobody may do',
      ['obligations.0.meets'],
      withDuty({ meets: ['established', 'reviewed'] }),
    ],
    [
      'a duty that is met by a level that is never asked for',
      ['obligations.0.meets'],
      withDuty({ meets: 'settled:accountability' }),
    ],
    ['a duty that is met by a breach without a number', ['obligations.0.meets'], withDuty({ meets: 'breached:cause' })],
    ['a duty that is met by its own breach', ['obligations.0.meets'], withDuty({ meets: 'breached:first-contact' })],
    ['a duty that is met by the lowest rung', ['obligations.0.meets'], withDuty({ meets: 'escalated:desk' })],
    [
      'a gate that nobody can pass',
      ['gates.0.needs'],
      { gates: [{ before: 'close', needs: ['contacted', ['reviewed', 'merged']] }] },
    ],
    // duties
    ['a duty of the name of another', ['obligations'], { obligations: [duty, { ...promised, id: duty?.id }] }],
    [
      'a duty whose name is no plain name',
      ['obligations.1.id'],
      { obligations: [duty, { ...promised, id: 'first contact' }] },
    ],
    ['a duty without a number', ['obligations.0'], withDuty({ within: undefined })],
    ['a duty with two numbers', ['obligations.0'], withDuty({ dueAt: () => 1 })],
    ['a duration of two units', ['obligations.0.within'], withDuty({ within: { hours: 1, days: 1 } })],
    ['a duration of nothing', ['obligations.0.within'], withDuty({ within: { hours: 0 } })],
    [
      'a due instant of a subject that brings none',
      ['obligations.1.fromSubject'],
      { obligations: [duty, { ...promised, opens: 'contacted', meets: 'fulfilled' }] },
    ],
    ['an unknown level', ['obligations.0.level'], withDuty({ level: 'customer' })],
    ['an unknown calendar', ['obligations.0.calendar'], withDuty({ calendar: 'toString' })],
    ['an unknown pause reason', ['obligations.0.pausedBy'], withDuty({ pausedBy: ['holiday'] })],
    ['a warning at the whole budget', ['obligations.0.warnings.0.share'], withDuty({ warnings: [{ share: 1 }] })],
    [
      'a lead time in working days',
      ['obligations.0.warnings.0.before'],
      withDuty({ warnings: [{ before: { workingDays: 1 } }] }),
    ],
    [
      'reminders without end',
      ['obligations.0.reminders.most'],
      withDuty({ reminders: { every: { hours: 1 }, most: Number.POSITIVE_INFINITY } }),
    ],
    [
      'reminders every no time',
      ['obligations.0.reminders.every'],
      withDuty({ reminders: { every: { hours: -1 }, most: 1 } }),
    ],
    [
      'an unknown rung to escalate to',
      ['obligations.0.onBreach.escalate'],
      withDuty({ onBreach: { escalate: 'nope' } }),
    ],
    [
      'an extension by an unknown role',
      ['obligations.0.extension.by'],
      withDuty({ extension: { by: ['nope'], times: 1 } }),
    ],
    ['an extension never', ['obligations.0.extension.times'], withDuty({ extension: { by: ['boss'], times: 0 } })],
    [
      'an extension by a half day',
      ['obligations.0.extension.most'],
      withDuty({ extension: { by: ['boss'], times: 1, most: { days: 0.5 } } }),
    ],
    ['a due instant handed down by no relation', ['obligations.0.handsDown.rel'], withDuty({ handsDown: { rel: '' } })],
    [
      'a due instant handed down without saying by what',
      ['obligations.0.handsDown.rel'],
      withDuty({ handsDown: { buffer: { hours: 1 } } }),
    ],
    [
      'a buffer in days',
      ['obligations.0.handsDown.buffer'],
      withDuty({ handsDown: { rel: 'delegated', buffer: { days: 1 } } }),
    ],
    [
      'a buffer of nothing',
      ['obligations.0.handsDown.buffer'],
      withDuty({ handsDown: { rel: 'delegated', buffer: { hours: 0 } } }),
    ],
    [
      'a duty without a number that hands one down',
      ['obligations.0.handsDown'],
      withDuty({ within: undefined, unmeasured: true, handsDown: { rel: 'delegated' } }),
    ],
    [
      'a due instant handed down where nobody may link',
      ['obligations.0.handsDown'],
      { permissions: { ...sound.permissions, link: undefined } },
    ],
    [
      'a command of the library that is permitted',
      ['permissions.cap'],
      { permissions: { ...sound.permissions, cap: ['boss'] } },
    ],
    [
      'a gate before a command of the library',
      ['gates.0.before'],
      { gates: [{ before: 'cap', needs: ['contacted'] }] },
    ],
    ['a command of the library that reaches back', ['reachBack'], { reachBack: { cap: { hours: 1 } } }],
    // ladder
    ['a rung without a role', ['ladder.1.role'], { ladder: [sound.ladder[0], { id: 'boss' }] }],
    ['a rung with an unknown role', ['ladder.1.role'], { ladder: [sound.ladder[0], { id: 'boss', role: 'nope' }] }],
    ['a rung twice', ['ladder'], { ladder: [...sound.ladder, sound.ladder[0]] }],
    [
      'a rung of the name of a state',
      ['ladder.0.id'],
      { ladder: [{ id: 'entering', role: 'clerk' }, sound.ladder[1]] },
    ],
    ['no rung at all', ['ladder'], { ladder: [], obligations: [] }],
    // levels that can never open
    [
      'a level that opens by its own signal',
      ['levels.improvement.opens'],
      withLevel({ improvement: { required: true, opens: 'causeIdentified' } }),
    ],
    [
      'a level that opens by the closing that waits for it',
      ['levels.improvement.opens'],
      withLevel({ improvement: { required: true, opens: 'closed' } }),
    ],
    [
      'a level that opens by what nobody may do',
      ['levels.improvement.opens'],
      withLevel({ improvement: { required: true, opens: 'disputed' } }),
    ],
    [
      'two levels that wait for each other',
      ['levels'],
      withLevel({ accountability: { required: true, opens: 'settled:improvement' }, improvement: { required: true } }),
    ],
    ['a level that nobody knows', ['levels'], withLevel({ improvment: { required: true } })],
    [
      'an unknown review round',
      ['levels.customerInterface.reviews.0'],
      withLevel({ customerInterface: { reviews: ['boss'] } }),
    ],
    // schemas
    ['facts that are not an object', ['facts'], { facts: z.string() }],
    ['facts that are no schema', ['facts'], { facts: { serial: 'string' } }],
    ['a date', ['facts'], { facts: z.object({ at: z.date() }) }],
    ['a transform', ['facts'], { facts: z.object({ n: z.string().transform(Number) }) }],
    ['a big number', ['forms.report'], { forms: { report: z.object({ n: z.bigint() }) } }],
    ['a map', ['forms.report'], { forms: { report: z.object({ n: z.map(z.string(), z.string()) }) } }],
    ['a class', ['forms.report'], { forms: { report: z.object({ n: z.instanceof(URL) }) } }],
    ['anything', ['forms.report'], { forms: { report: z.object({ list: z.array(z.unknown()) }) } }],
    ['any further members', ['forms.report'], { forms: { report: z.looseObject({}) } }],
    ['a form that is no object', ['forms.report'], { forms: { report: z.array(z.string()) } }],
    [
      'a personal mark inside a union',
      ['facts.who'],
      { facts: z.object({ who: z.union([personal(z.string()), z.null()]) }) },
    ],
    [
      'a personal mark inside a tuple in a form',
      ['forms.report.list.*'],
      { forms: { report: z.object({ list: z.array(z.tuple([personal(z.string())])) }) } },
    ],
    [
      'a personal mark inside a transform',
      ['facts', 'facts.who'],
      { facts: z.object({ who: personal(z.string()).transform((it) => it.length) }) },
    ],
    ['facts that are personal as a whole', ['facts'], { facts: personal(z.object({ serial: z.string() })) }],
    // names
    ['a role twice', ['roles'], { roles: ['clerk', 'boss', 'clerk'] }],
    ['a role of the library', ['roles'], { roles: ['clerk', 'boss', 'system'] }],
    [
      'an unknown role in permissions',
      ['permissions.assign'],
      { permissions: { ...sound.permissions, assign: ['nope'] } },
    ],
    [
      'an unknown command in permissions',
      ['permissions.dispatch'],
      { permissions: { ...sound.permissions, dispatch: ['clerk'] } },
    ],
    ['nobody who may register', ['permissions.register'], { permissions: { ...sound.permissions, register: [] } }],
    ['an unknown role that sees', ['see'], { see: { ...sound.see, nope: 'all' } }],
    ['an unknown sight', ['see.boss'], { see: { ...sound.see, boss: 'everything' } }],
    [
      'an unknown role that is trusted',
      ['confidentiality.complainant'],
      { confidentiality: { complainant: ['nope'] } },
    ],
    ['a category before its parent', ['categories.0'], { categories: ['service/attitude', 'service'] }],
    ['a category twice', ['categories'], { categories: ['service', 'service'] }],
    ['a category that no command could carry', ['categories.0'], { categories: ['x'.repeat(101)] }],
    ['a scale without values', ['severity.values'], { severity: { values: [] } }],
    ['a value twice', ['urgency.values'], { urgency: { values: ['a', 'a'] } }],
    ['a pause reason twice', ['pauseReasons'], { pauseReasons: ['absent', 'absent'] }],
    ['a remedy twice', ['remedies'], { remedies: ['refund', 'refund'] }],
    ['a sanction twice', ['sanctions'], { sanctions: ['training', 'training'] }],
    ['the same notice twice', ['notifications'], { notifications: [...sound.notifications, ...sound.notifications] }],
    [
      'a notice to an unknown role',
      ['notifications.0.to.role'],
      { notifications: [{ ...sound.notifications[0], to: { role: 'nope' } }] },
    ],
    ['a notice to nobody', ['notifications.0.to'], { notifications: [{ ...sound.notifications[0], to: 'everybody' }] }],
    [
      'a notice on no channel',
      ['notifications.0.channel'],
      { notifications: [{ ...sound.notifications[0], channel: '' }] },
    ],
    ['an approval by nobody', ['approvals.0.by'], { approvals: [{ of: 'reject', by: [] }] }],
    [
      'an approval by somebody who may not send it',
      ['permissions.approve', 'permissions.disapprove'],
      { approvals: [{ of: 'reject', by: ['clerk'] }] },
    ],
    ['an approval of what needs none', ['approvals.0.of'], { approvals: [{ of: 'contact', by: ['boss'] }] }],
    ['a gate before an unknown command', ['gates.0.before'], { gates: [{ before: 'shut', needs: ['contacted'] }] }],
    ['an unknown command that reaches back', ['reachBack'], { reachBack: { call: { hours: 1 } } }],
    ['a reach back of no duration', ['reachBack.contact'], { reachBack: { contact: { hours: '24' } } }],
    // the definition itself
    ['an empty id', ['id'], { id: '' }],
    ['a version that does not count', ['version'], { version: 1.5 }],
    ['a date that does not exist', ['effectiveFrom'], { effectiveFrom: '2026-02-30' }],
    ['an unknown zone', ['timeZone'], { timeZone: 'Europe/Atlantis' }],
    ['a misspelt member', [''], { obligation: sound.obligations }],
    ['a misspelt member of a duty', ['obligations.0'], withDuty({ warning: [{ share: 0.5 }] })],
    ['a predicate that is none', ['obligations.0.when'], withDuty({ when: true })],
    [
      'a calendar that is only data',
      ['calendars.office'],
      { calendars: { office: { timeZone: 'UTC', everyDay: ['00:00-24:00'] } } },
    ],
    ['an unknown way of closing', ['closing'], { closing: 'never' }],
  ])('refuses %s, and says where', (_mistake, paths, change) => {
    expect(mistakes({ ...sound, ...change })).toEqual(paths)
  })

  it('refuses what is no definition at all', () => {
    for (const nothing of [undefined, null, 1, 'desk', [], {}, () => sound]) {
      expect(mistakes(nothing).length).toBeGreaterThan(0)
    }
  })

  it('refuses a company in which there is nobody', () => {
    expect(mistakes({ ...sound, roles: [] })).toContain('roles')
  })

  it('names every mistake at once', () => {
    const wrong = { ...sound, timeZone: 'Nowhere', ...withDuty({ opens: 'called', calendar: 'nope' }) }
    expect(mistakes(wrong)).toEqual(['timeZone', 'obligations.0.calendar', 'obligations.0.opens'])
  })
})
