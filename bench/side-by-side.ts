import { Laps, type Speed } from './subject.ts'

/** Takes so many complaints to their ends, `concurrency` of them at a time. */
export async function sideBySide(
  complaints: number,
  concurrency: number,
  takeThrough: (laps: Laps) => Promise<void>,
): Promise<Speed> {
  const laps = new Laps()
  let left = complaints
  const worker = async (): Promise<void> => {
    while (left-- > 0) await takeThrough(laps)
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return laps.speed()
}
