import { applyGain, msToSamples, sine } from '@callwright/audio';

/** What a room tells its members by sound. */
export type Chime = 'joined' | 'left';

/** ETSI TR 101 041 §4: the ringing tone is 425 Hz, one second in five. */
const RING_HZ = 425;
const RING_MS = 1000;
const RING_CYCLE_MS = 5000;
const QUIET = 0.1;
const FADE_MS = 10;
const NOTE_MS = 120;
/** Rising for who comes, falling for who goes. */
const chimes = { joined: [523, 784], left: [784, 523] } as const satisfies Record<Chime, readonly number[]>;

/** It rings at the far end: one round. */
export const ringback = (rateHz: number): Int16Array => inCycle(note(RING_HZ, RING_MS, rateHz), RING_CYCLE_MS, rateHz);

/** Somebody is still there: a soft tone now and then. One round. */
export const waitingTone = (rateHz: number): Int16Array =>
  inCycle(note(RING_HZ, NOTE_MS, rateHz), 2 * RING_CYCLE_MS, rateHz);

/** Two notes. */
export function chime(which: Chime, rateHz: number): Int16Array {
  const notes = chimes[which].map((frequencyHz) => note(frequencyHz, NOTE_MS, rateHz));
  return Int16Array.from(notes.flatMap((samples) => [...samples]));
}

function note(frequencyHz: number, durationMs: number, rateHz: number): Int16Array {
  const samples = sine(frequencyHz, durationMs, rateHz, QUIET);
  const fade = msToSamples(FADE_MS, rateHz);
  applyGain(samples.subarray(0, fade), 0, 1);
  applyGain(samples.subarray(-fade), 1, 0);
  return samples;
}

function inCycle(samples: Int16Array, cycleMs: number, rateHz: number): Int16Array {
  const cycle = new Int16Array(msToSamples(cycleMs, rateHz));
  cycle.set(samples);
  return cycle;
}
