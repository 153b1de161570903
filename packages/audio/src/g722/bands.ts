import { SubBand } from './sub-band.js';
import { HIGH_STEP_CHANGES, LOW_STEP_CHANGES } from './tables.js';

/** What one side of a G.722 call has learnt: of the lower band, 0 to 4 kHz, and of the higher, 4 to 8 kHz. */
export type G722Bands = { readonly low: SubBand; readonly high: SubBand };

/** Both bands as they begin (G.722 §3.5). */
export const createG722Bands = (): G722Bands => ({
  low: new SubBand({ stepChanges: LOW_STEP_CHANGES, largestLog: 18_432, shift: 8, firstStep: 32 }),
  high: new SubBand({ stepChanges: HIGH_STEP_CHANGES, largestLog: 22_528, shift: 10, firstStep: 8 }),
});
