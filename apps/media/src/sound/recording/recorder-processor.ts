import type { RecordedSide, Recorder } from './recorder.js';

/** The first processor of a track: hands what is heard on it to the call's recorder, which outlives it. */
export const createRecorderProcessor = (recorder: Recorder, side: RecordedSide) => ({
  name: 'recorder' as const,
  process: (block: Int16Array): void => recorder.write(side, block),
  close: (): void => undefined,
});
