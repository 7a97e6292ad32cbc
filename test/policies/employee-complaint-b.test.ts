import { describe, expect, it } from 'vitest'
import { employeeComplaintB, employeeComplaintBWith } from '../../src/policies/employee-complaint-b.ts'
import { clocksOf, openDesk, refusalOf } from './desk.ts'

const employee = { id: 'e.tan', role: 'employee' } as const
const superior = { id: 's.jin', role: 'superior' } as const
const manager = { id: 'g.lu', role: 'generalManager' } as const
const delegate = { id: 'd.mei', role: 'delegate' } as const
const operations = { id: 'o.fan', role: 'operations' } as const
const proprietor = { id: 'p.shi', role: 'proprietor' } as const

/** An instant of March 2026 in Shanghai. */
const on = (day: string, time: string): string => `2026-03-${day}T${time}${time.length === 5 ? ':00' : ''}+08:00`

const issued = employeeComplaintBWith({ effectiveFrom: '2026-01-01', absenceReachBack: { days: 7 } })

interface Facts {
  readonly about?: 'colleague' | 'superior' | 'generalManager' | 'conditions'
  readonly filedWith?: 'superior' | 'generalManager'
}

/** An employee's complaint on Monday, 2 March, 10:00. */
async function openCase(facts: Facts = {}, policy = issued, against: readonly string[] = []) {
  const desk = openDesk(policy, on('02', '10:00'))
  const { redress } = desk
  const { id } = await redress.submit(
    {
      policy: 'employee-complaint-b',
      channel: 'counter',
      customer: { id: employee.id },
      summary: '排班不公。',
      facts,
      ...(against.length > 0 && { against: [...against] }),
    },
    { by: employee },
  )
  type By = { readonly id: string; readonly role: typeof superior.role | typeof manager.role | typeof proprietor.role }
  const takeUp = async (by: By = superior) => {
    await redress.send(id, { type: 'assign', to: by.id }, { by: operations })
    await redress.send(id, { type: 'contact' }, { by })
  }
  const solve = (by: By | typeof delegate = superior) => redress.send(id, { type: 'fulfil' }, { by })
  const ask = (outcome: 'satisfied' | 'dissatisfied') =>
    redress.send(id, { type: 'callBack', outcome }, { by: operations })
  const goUp = (to?: 'generalManager' | 'proprietor') =>
    redress.send(id, { type: 'escalate', reason: 'request', ...(to !== undefined && { to }) }, { by: employee })
  const away = (reason: 'partyAbsent' | 'handlerAbsent' | 'restDay', from: string, until?: string) =>
    redress.send(id, { type: 'suspend', reason, from, ...(until !== undefined && { until }) }, { by: operations })
  const clocks = (obligation: Parameters<typeof redress.explain>[1]) =>
    clocksOf(redress, id, obligation, { by: operations })
  const view = () => redress.get(id, { by: operations })
  return { ...desk, id, takeUp, solve, ask, goUp, away, clocks, view }
}

describe('EB-13, T-24: in force from the day of issue, which the source has lost', () => {
  const submitTo = (policy: typeof employeeComplaintB) =>
    refusalOf(
      openDesk(policy, on('02', '10:00')).redress.submit(
        { policy: 'employee-complaint-b', channel: 'counter', summary: '排班不公。' },
        { by: employee },
      ),
    )
  it('as the source has it, it takes nothing', async () => {
    expect(await submitTo(employeeComplaintB)).toBe('POLICY_NOT_IN_FORCE')
  })
  it('issued by a company, it takes complaints from that day on', async () => {
    expect(await submitTo(issued)).toBeUndefined()
    expect(await submitTo(employeeComplaintBWith({ effectiveFrom: '2026-03-03' }))).toBe('POLICY_NOT_IN_FORCE')
  })
})

describe('EB-04: the direct superior answers and solves within 48 hours', () => {
  it('in time at the 48th hour', async () => {
    const { at, takeUp, solve, clocks, view } = await openCase()
    await takeUp()
    await at(on('04', '10:00'))
    await solve()
    expect(await clocks('superior-answer')).toEqual(['met 2026-03-04 10:00:00'])
    expect(await clocks('manager-answer')).toEqual([])
    expect((await view()).levels.accountability.required).toBe(false)
  })

  it('EB-05, EB-09: a moment later it is with the general manager, and the superior answers for it', async () => {
    const { at, takeUp, clocks, view } = await openCase()
    await takeUp()
    await at('2026-03-04T10:00:00.001+08:00')
    const { rung, levels } = await view()
    expect([rung, levels.accountability.required]).toEqual(['generalManager', true])
    expect(await clocks('superior-answer')).toEqual(['cancelled 2026-03-04 10:00:00'])
    expect(await clocks('manager-answer')).toEqual(['running 2026-03-06 10:00:00'])
  })
})

describe('EB-06, T-11: the general manager has a fresh 48 hours from his receipt', () => {
  it('of what satisfied nobody, from when it was said, and not from the registration', async () => {
    const { redress, id, at, takeUp, solve, ask, clocks, view } = await openCase()
    await takeUp()
    await at(on('03', '09:00'))
    await solve()
    await at(on('03', '15:00'))
    await ask('dissatisfied')
    expect((await view()).rung).toBe('generalManager')
    expect(await clocks('superior-answer')).toEqual(['met 2026-03-04 10:00:00'])
    expect(await clocks('manager-answer')).toEqual(['running 2026-03-05 15:00:00'])
    // EB-06: he takes it over and sends a dedicated person.
    await redress.send(id, { type: 'review', outcome: 'revised' }, { by: manager })
    await redress.send(id, { type: 'handOver', to: delegate.id, reason: '派专人落实' }, { by: manager })
    await at(on('05', '15:00'))
    await solve(delegate)
    expect(await clocks('manager-answer')).toEqual(['met 2026-03-05 15:00:00'])
  })

  it('a second later it is late, and the operations department is told', async () => {
    const { redress, id, at, takeUp, solve, ask, clocks } = await openCase()
    await takeUp()
    await at(on('03', '15:00'))
    await solve()
    await ask('dissatisfied')
    await redress.send(id, { type: 'review', outcome: 'revised' }, { by: manager })
    await at(on('05', '15:00:01'))
    await solve(manager)
    expect(await clocks('manager-answer')).toEqual(['metLate 2026-03-05 15:00:00'])
    const told = (await redress.history(id, { by: operations })).flatMap((line) => line.told)
    expect(told).toContainEqual(expect.objectContaining({ template: 'answer-overdue', to: 'operations' }))
  })

  it('satisfied, nothing goes up', async () => {
    const { takeUp, solve, ask, clocks, view } = await openCase()
    await takeUp()
    await solve()
    await ask('satisfied')
    expect(await clocks('manager-answer')).toEqual([])
    expect((await view()).rung).toBe('superior')
  })
})

describe('EB-02, EB-03, EB-05, T-29, T-73: whom an employee may turn to', () => {
  it.each<[facts: Facts, rung: string, obligation: 'superior-answer' | 'manager-answer']>([
    [{}, 'superior', 'superior-answer'],
    [{ about: 'colleague' }, 'superior', 'superior-answer'],
    [{ about: 'superior' }, 'generalManager', 'manager-answer'],
    [{ about: 'superior', filedWith: 'superior' }, 'generalManager', 'manager-answer'],
    [{ filedWith: 'generalManager' }, 'generalManager', 'manager-answer'],
  ])('%j starts with the %s', async (facts, rung, obligation) => {
    const { clocks, view } = await openCase(facts)
    expect((await view()).rung).toBe(rung)
    for (const one of ['superior-answer', 'manager-answer'] as const) {
      expect(await clocks(one)).toEqual(one === obligation ? ['running 2026-03-04 10:00:00'] : [])
    }
  })

  it('goes over his head before the 48 hours are over: the fresh clock runs and nobody is blamed', async () => {
    const { at, takeUp, goUp, clocks, view } = await openCase()
    await takeUp()
    await at(on('03', '10:00'))
    await goUp('generalManager')
    expect(await clocks('superior-answer')).toEqual(['cancelled 2026-03-04 10:00:00'])
    expect(await clocks('manager-answer')).toEqual(['running 2026-03-05 10:00:00'])
    await at(on('04', '12:00'))
    expect((await view()).levels.accountability.required).toBe(false)
  })

  it('EB-10, EB-11: suppression and failure to coordinate are accounted for once they are found', async () => {
    for (const facts of [{ suppressed: true }, { notCoordinated: true }]) {
      const { redress, id, view } = await openCase({ filedWith: 'generalManager' })
      expect((await view()).levels.accountability.required).toBe(false)
      await redress.send(id, { type: 'classify', facts }, { by: operations })
      expect((await view()).levels.accountability.required).toBe(true)
    }
  })
})

describe('T-30: the general manager is accused', () => {
  it('it starts with the proprietor, has no clock of the manager and no number that the source does not give', async () => {
    const { clocks, view } = await openCase({ about: 'generalManager' })
    expect((await view()).rung).toBe('proprietor')
    expect([await clocks('superior-answer'), await clocks('manager-answer')]).toEqual([[], []])
    expect(await clocks('proprietor-answer')).toEqual(['unmeasured'])
  })

  it('with a number of the company it is measured, and breached when nobody answers', async () => {
    const policy = employeeComplaintBWith({ effectiveFrom: '2026-01-01', proprietorWithin: { hours: 72 } })
    const { at, clocks } = await openCase({ about: 'generalManager' }, policy)
    await at(on('05', '10:00'))
    expect(await clocks('proprietor-answer')).toEqual(['running 2026-03-05 10:00:00'])
    await at(on('05', '10:01'))
    expect(await clocks('proprietor-answer')).toEqual(['breached 2026-03-05 10:00:00'])
  })

  it('he does not handle it; the proprietor does', async () => {
    const { takeUp } = await openCase({ about: 'generalManager' }, issued, [manager.id])
    expect(await refusalOf(takeUp(manager))).toBe('conflictOfInterest')
    expect(await refusalOf(takeUp(proprietor))).toBeUndefined()
    const other = await openCase({ filedWith: 'generalManager' })
    expect(await refusalOf(other.takeUp(manager))).toBeUndefined()
  })
})

describe('EB-07, T-09: absence of a party or the handler and rest days make it longer', () => {
  it.each(['partyAbsent', 'handlerAbsent', 'restDay'] as const)('%s for a day puts it off by a day', async (reason) => {
    const { at, takeUp, away, solve, clocks } = await openCase()
    await takeUp()
    await at(on('03', '08:00'))
    await away(reason, on('03', '08:00'), on('04', '08:00'))
    expect(await clocks('superior-answer')).toEqual(['paused 2026-03-05 10:00:00'])
    await at(on('05', '10:00'))
    await solve()
    expect(await clocks('superior-answer')).toEqual(['met 2026-03-05 10:00:00'])
  })

  it('without the absence the same act is late', async () => {
    const { at, takeUp, clocks, view } = await openCase()
    await takeUp()
    await at(on('05', '10:00'))
    expect(await clocks('superior-answer')).toEqual(['cancelled 2026-03-04 10:00:00'])
    expect((await view()).levels.accountability.required).toBe(true)
  })

  it('overlapping absences are united, not added: 20 hours and 20 hours that share 15 are 25', async () => {
    const { takeUp, away, clocks } = await openCase()
    await takeUp()
    await away('partyAbsent', on('02', '12:00'), on('03', '08:00'))
    await away('handlerAbsent', on('02', '17:00'), on('03', '13:00'))
    expect(await clocks('superior-answer')).toEqual(['running 2026-03-05 11:00:00'])
    const apart = await openCase()
    await apart.away('partyAbsent', on('02', '12:00'), on('03', '08:00'))
    await apart.away('handlerAbsent', on('03', '08:00'), on('04', '04:00'))
    expect(await apart.clocks('superior-answer')).toEqual(['running 2026-03-06 02:00:00'])
  })

  it('an absence that began before the clock delays its start: the fresh 48 hours begin when he is back', async () => {
    const { at, takeUp, goUp, away, clocks } = await openCase()
    await takeUp()
    await at(on('02', '14:00'))
    await away('handlerAbsent', on('02', '14:00'), on('03', '20:00'))
    await at(on('03', '10:00'))
    await goUp('generalManager')
    expect(await clocks('manager-answer')).toEqual(['paused 2026-03-05 20:00:00'])
  })

  it('one without an end holds the clock until somebody is back', async () => {
    const { redress, id, at, takeUp, away, clocks } = await openCase()
    await takeUp()
    await at(on('02', '12:00'))
    await away('partyAbsent', on('02', '12:00'))
    await at(on('09', '12:00'))
    expect(await clocks('superior-answer')).toEqual(['paused'])
    await redress.send(id, { type: 'resume' }, { by: operations })
    expect(await clocks('superior-answer')).toEqual(['running 2026-03-11 10:00:00'])
  })

  it('entered afterwards, it takes the breach back; where the company allows that', async () => {
    const policy = employeeComplaintBWith({ effectiveFrom: '2026-01-01' })
    const strict = await openCase({ filedWith: 'generalManager' }, policy)
    await strict.at(on('04', '12:00'))
    expect(await strict.clocks('manager-answer')).toEqual(['breached 2026-03-04 10:00:00'])
    expect(await refusalOf(strict.away('handlerAbsent', on('03', '08:00'), on('04', '08:00')))).toBe('tooLate')
    const lenient = await openCase({ filedWith: 'generalManager' })
    await lenient.at(on('04', '12:00'))
    await lenient.away('handlerAbsent', on('03', '08:00'), on('04', '08:00'))
    expect(await lenient.clocks('manager-answer')).toEqual(['running 2026-03-05 10:00:00'])
  })
})

describe('EB-08: who cannot solve it says so, with reasons, and reports upwards', () => {
  const unable = async (policy = issued) => {
    const opened = await openCase({}, policy)
    await opened.takeUp()
    await opened.at(on('02', '12:00'))
    const { redress, id } = opened
    await redress.send(id, { type: 'file', form: 'inability', data: { reasons: '编制不在部门。' } }, { by: superior })
    const tell = () => redress.send(id, { type: 'contact' }, { by: superior })
    return { ...opened, tell }
  }

  it('T-21: "promptly" is kept and not measured, and the employee hears of it', async () => {
    const { redress, id, tell, clocks } = await unable()
    expect(await clocks('inability-told')).toEqual(['unmeasured'])
    await tell()
    expect(await clocks('inability-told')).toEqual(['met'])
    const told = (await redress.history(id, { by: operations })).flatMap((line) => line.told)
    expect(told).toContainEqual(expect.objectContaining({ template: 'superior-unable', to: 'complainant' }))
    const up = await redress.send(id, { type: 'escalate', reason: 'inability' }, { by: superior })
    expect(up.rung).toBe('generalManager')
  })

  it('with a number of the company it can be missed', async () => {
    const policy = employeeComplaintBWith({ effectiveFrom: '2026-01-01', inabilityToldWithin: { hours: 2 } })
    const { at, tell, clocks } = await unable(policy)
    await at(on('02', '14:00:01'))
    await tell()
    expect(await clocks('inability-told')).toEqual(['metLate 2026-03-02 14:00:00'])
  })
})
