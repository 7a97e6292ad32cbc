/**
 * What a floor computes for each command beside writing: nothing; what XState takes to restore the reference machine and to
 * make one transition of it; or the library's own decision, from stored text to stored text.
 */
export type Thought = 'nothing' | 'reference' | 'decision'

/** Computes it for a command of the case, by the command's place. Each loads what it needs. */
export async function thinking(thought: Thought): Promise<(command: number) => void> {
  switch (thought) {
    case 'nothing':
      return () => {}
    case 'reference': {
      const { referenceCases, referenceRestore, referenceTransition } = await import('./reference-machine.ts')
      return about(referenceCases, ({ text, event }) => referenceTransition(referenceRestore(text), event))
    }
    case 'decision': {
      const { decideText, decisionCases } = await import('./decisions.ts')
      return about(await decisionCases(), decideText)
    }
  }
}

function about<Case>(cases: readonly Case[], think: (one: Case) => unknown): (command: number) => void {
  return (command) => {
    const one = cases[command % cases.length]
    if (one !== undefined) think(one)
  }
}
