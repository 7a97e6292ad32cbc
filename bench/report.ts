import type { Result } from './benchmark.ts'
import { table } from './table.ts'

/** A result as a section of `bench/RESULTS.md`. */
export const report = (result: Result, at: Date): string => `## Beside hand-written floors

Written by \`npm run bench -- --write\` on ${at.toISOString().slice(0, 10)}; medians over the rounds of one run, and each ratio is taken
within a round, between subjects that ran right after each other. Figures of another machine differ, ratios much less.

One complaint is the quickstart's: 19 commands from registration to closing. \`redress\` is the whole library: validation,
permissions, decision, deadlines, sealed history, outbox. A floor is hand-written SQL with prepared statements that
writes the very rows which the library wrote, ready before the clock starts, and does nothing else; on SQLite with as many
commands to a transaction as there are complaints side by side, on Postgres a statement a command, and grouped, eight
commands to a statement. "With the reference" means that each command also restores a frozen XState machine of 25
states and makes one transition of it; "with the decision", that it also makes the library's own decision, from stored text to
stored text, so that what the library is behind or ahead of it is all the rest: storing, validation, permissions, seals, views.

A message is the quickstart's first, to the complainant: \`redress\` claims it, renders its texts and hands it to a channel that
does nothing; its floor claims and reports the same messages by calls of the store, a hundred at a time. Its p50 and p99
count from the start of the whole run. The lag counts from the answer to a command on one desk until the channel of another,
whose worker had nothing else to do, is handed the message; what that worker asks of the server while it rests stands below.

\`\`\`text
${table(result)}
\`\`\`
`
