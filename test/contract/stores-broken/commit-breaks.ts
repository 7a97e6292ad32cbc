import type { PersonalRow } from '../../../src/domain/record.ts'
import type { CommitOutcome } from '../../../src/stores/contract.ts'
import { altering, type BrokenStore, commitOne, eachChange, loadOne, placeOf, rebased } from './broken-store.ts'

export const commitBreaks: readonly BrokenStore[] = [
  {
    fault: 'takes a message key for unique over all tenants',
    rules: ['S-09', 'S-17'],
    breaking: (store) => {
      const keys = new Set<string>()
      return {
        commit: eachChange(async (change) => {
          if (change.messages.some(({ key }) => keys.has(key))) return { fault: 'exists' }
          const outcome = await commitOne(store, change)
          if (outcome === 'committed') for (const { key } of change.messages) keys.add(key)
          return outcome
        }),
      }
    },
  },
  {
    fault: 'lets the last writer win',
    rules: ['S-10', 'S-11', 'S-13', 'S-18', 'S-19', 'S-76'],
    breaking: (store) => ({
      commit: eachChange(async (change) => {
        const outcome = await commitOne(store, change)
        if (outcome !== 'conflict') return outcome
        const current = await loadOne(store, change.record.key)
        const again = rebased(change, current?.seq ?? 0)
        return commitOne(store, { ...again, messages: again.messages.map((one) => ({ ...one, key: `${one.key}'` })) })
      }),
    }),
  },
  {
    fault: 'accepts what was decided on a seq that is still to come',
    rules: ['S-12'],
    breaking: (store) => ({
      commit: eachChange(async (change) => {
        const seq = (await loadOne(store, change.record.key))?.seq ?? 0
        return commitOne(store, change.basedOn > seq ? rebased(change, seq) : change)
      }),
    }),
  },
  {
    fault: 'writes the personal data of a change before it finds the conflict',
    rules: ['S-13'],
    breaking: (store) => {
      const left: PersonalRow[] = []
      return {
        commit: eachChange(async (change) => {
          const outcome = await commitOne(store, change)
          if (outcome === 'conflict') left.push(...change.personal)
          return outcome
        }),
        personal: async (keys) => [
          ...(await store.personal(keys)),
          ...left.filter((row) => keys.some((key) => placeOf(key) === placeOf(row.key))),
        ],
      }
    },
  },
  {
    fault: 'sends the messages of a change that it refuses',
    rules: ['S-13', 'S-19'],
    breaking: (store) => ({
      commit: eachChange(async (change) => {
        const outcome = await commitOne(store, change)
        const [entry] = change.entries
        if (outcome !== 'conflict') return outcome
        const { commandId: _, ...bare } = entry
        const key = { ...change.record.key, id: `${change.record.key.id} lost` }
        await store.commit([
          {
            ...rebased({ ...change, entries: [bare] }, 0),
            record: { ...change.record, key, seq: 1 },
            entries: [{ ...bare, key, seq: 1 }],
            personal: [],
            clocks: [],
            messages: change.messages.map((message) => ({ ...message, record: key })),
          },
        ])
        return outcome
      }),
    }),
  },
  {
    fault: 'looks for a command id in the same record only',
    rules: ['S-14', 'S-16'],
    breaking: (store) =>
      altering(store, (change) => {
        const [first, ...rest] = change.entries.map((entry) =>
          entry.commandId === undefined ? entry : { ...entry, commandId: `${placeOf(entry.key)} ${entry.commandId}` },
        )
        return first === undefined ? change : { ...change, entries: [first, ...rest] }
      }),
  },
  {
    fault: 'looks for a conflict before a duplicate',
    rules: ['S-15'],
    breaking: (store) => ({
      commit: eachChange(async (change) => {
        const seq = (await loadOne(store, change.record.key))?.seq ?? 0
        return seq === change.basedOn ? commitOne(store, change) : 'conflict'
      }),
    }),
  },
  {
    fault: 'looks for duplicates before the batch only',
    rules: ['S-16'],
    breaking: (store) => ({
      commit: async (changes) => {
        const seen = new Set<string>()
        return store.commit(
          changes.map((change) => {
            const [first, ...rest] = change.entries.map((entry) => {
              const { commandId, ...bare } = entry
              if (commandId === undefined || !seen.has(commandId)) {
                if (commandId !== undefined) seen.add(commandId)
                return entry
              }
              return bare
            })
            return first === undefined ? change : { ...change, entries: [first, ...rest] }
          }),
        )
      },
    }),
  },
  {
    fault: 'passes over messages whose key exists',
    rules: ['S-17', 'S-19'],
    breaking: (store) => {
      const keys = new Set<string>()
      return altering(store, (change) => {
        const messages = change.messages.filter(({ key, record }) => {
          const name = `${record.tenant} ${key}`
          return !keys.has(name) && keys.add(name) !== undefined
        })
        return { ...change, messages }
      })
    },
  },
  {
    fault: 'stores a change whose message key exists, without that message',
    rules: ['S-17'],
    breaking: (store) => ({
      commit: eachChange(async (change) => {
        const outcome = await commitOne(store, change)
        if (typeof outcome === 'object' && 'fault' in outcome) await store.commit([{ ...change, messages: [] }])
        return outcome
      }),
    }),
  },
  {
    fault: 'looks at message keys before it looks at the seq',
    rules: ['S-18'],
    breaking: (store) => ({
      commit: eachChange(async (change) => {
        const { tenant } = change.record.key
        const known = (await store.messages({ tenant, limit: 500 })).items.map(({ key }) => key)
        return change.messages.some(({ key }) => known.includes(key)) ? { fault: 'exists' } : commitOne(store, change)
      }),
    }),
  },
  {
    fault: 'gives up a batch at its first refusal',
    rules: ['S-16', 'S-19'],
    breaking: (store) => ({
      commit: async (changes) => {
        let refused: CommitOutcome | undefined
        return eachChange(async (change) => {
          if (refused !== undefined) return 'busy'
          const outcome = await commitOne(store, change)
          if (outcome !== 'committed') refused = outcome
          return outcome
        })(changes)
      },
    }),
  },
  {
    fault: 'answers refusals first',
    rules: ['S-19'],
    breaking: (store) => ({
      commit: async (changes) =>
        (await store.commit(changes)).sort((a, b) => Number(a === 'committed') - Number(b === 'committed')),
    }),
  },
  {
    fault: 'numbers entries by itself',
    rules: ['S-20'],
    breaking: (store) => altering(store, (change) => rebased(change, change.basedOn)),
  },
  {
    fault: 'files what belongs to other records under this one',
    rules: ['S-21'],
    breaking: (store) =>
      altering(store, (change) => {
        const { key } = change.record
        const [first, ...rest] = change.entries
        return {
          ...change,
          entries: [{ ...first, key }, ...rest.map((entry) => ({ ...entry, key }))],
          personal: change.personal.map((row) => ({ ...row, key })),
          clocks: change.clocks.map((row) => ({ ...row, key })),
          messages: change.messages.map((message) => ({ ...message, record: key })),
        }
      }),
  },
  {
    fault: 'stores links out of the tenant',
    rules: ['S-21'],
    breaking: (store) =>
      altering(store, (change) => ({
        ...change,
        links: change.links.filter(({ from, to }) => from.tenant === to.tenant),
      })),
  },
  {
    fault: 'forgets one of two that commit at once',
    rules: ['S-22'],
    breaking: (store) => {
      let running = 0
      return {
        commit: async (changes) => {
          running += 1
          const isAlone = running === 1
          const outcomes = await store.commit(changes)
          await Promise.resolve()
          running -= 1
          return isAlone ? outcomes : outcomes.map((outcome) => (outcome === 'conflict' ? 'committed' : outcome))
        },
      }
    },
  },
  {
    fault: 'takes a hundred changes of a batch',
    rules: ['S-23'],
    breaking: (store) => ({
      commit: async (changes) => {
        const outcomes = await store.commit(changes.slice(0, 100))
        return changes.map((_, i) => outcomes[i] ?? 'committed')
      },
    }),
  },
  {
    fault: 'takes a record that is held for one that has changed',
    rules: ['S-79'],
    breaking: (store) => ({
      commit: async (changes) =>
        (await store.commit(changes)).map((outcome) => (outcome === 'busy' ? 'conflict' : outcome)),
    }),
  },
  {
    fault: 'lets one record that is held stop the batch',
    rules: ['S-79'],
    breaking: (store) => ({
      commit: async (changes) => {
        const outcomes = await store.commit(changes)
        return outcomes.includes('busy') ? outcomes.map(() => 'busy') : outcomes
      },
    }),
  },
]
