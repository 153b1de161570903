import type { RecordedSide, Recorder } from './recorder.js';

/** The first processor of a track: hands what is heard on it to the call's recorder. */
export class RecorderProcessor {
  readonly name = 'recorder';
  readonly #recorder: Recorder;
  readonly #side: RecordedSide;

  constructor(recorder: Recorder, side: RecordedSide) {
    this.#recorder = recorder;
    this.#side = side;
  }

  /** Takes 20 ms. */
  process(block: Int16Array): void {
    this.#recorder.write(this.#side, block);
  }

  /** The recorder outlives its processors: it is closed by the stream. */
  close(): void {
    this.#recorder.write(this.#side, SILENCE);
  }
}

const SILENCE = new Int16Array(0);
