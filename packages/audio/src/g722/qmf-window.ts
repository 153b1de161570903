/** How many samples of both bands, or of both phases, the filters look at. */
export const QMF_TAPS = 24;
const ROOM = 512;

/** The samples a filter looks at, pair by pair; moved to the front only now and then, since that costs more than the filter. */
export class QmfWindow {
  readonly samples = new Int32Array(ROOM);
  /** Where the 24 newest begin. */
  start = ROOM - QMF_TAPS;

  /** Puts two samples behind the others. */
  push(first: number, second: number): void {
    if (this.start + QMF_TAPS === ROOM) {
      this.samples.copyWithin(0, ROOM - QMF_TAPS + 2);
      this.start = 0;
    } else this.start += 2;
    this.samples[this.start + QMF_TAPS - 2] = first;
    this.samples[this.start + QMF_TAPS - 1] = second;
  }
}
