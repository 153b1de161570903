import { findSound, rmsOf } from '@callwright/audio';

/** How much of a sound is there. */
export type FoundPieces = { readonly tried: number; readonly found: number };

const PIECE_MS = 40;
/** Measured: stretched sound has all its pieces at this, and at 0.9 other sounds of the same voice pass for what is missing. */
const LEAST_CORRELATION = 0.95;
/** What is quieter is no word. */
const LEAST_LEVEL = 0.02;
/** A jitter buffer may put so much between two pieces that followed each other. */
const APART_MS = 120;

/**
 * Looks for a sound piece by piece: a jitter buffer that holds back, or catches up, leaves pieces as they are and moves them
 * against each other, so that a word as a whole is nowhere to be found although all of it was heard.
 * @param at where the sound belongs, in samples; it may be off by `slackCount`
 */
export function findPieces(
  heard: Int16Array,
  said: Int16Array,
  { at, slackCount, rateHz }: { readonly at: number; readonly slackCount: number; readonly rateHz: number },
): FoundPieces {
  const length = (PIECE_MS * rateHz) / 1000;
  const apart = (APART_MS * rateHz) / 1000;
  const middle = findSound(heard, said, at - slackCount, at + slackCount).offset;
  let tried = 0;
  let found = 0;
  for (let start = 0; start + length <= said.length; start += length) {
    const piece = said.subarray(start, start + length);
    if (rmsOf(piece) < LEAST_LEVEL) continue;
    tried += 1;
    const { correlation } = findSound(heard, piece, middle + start - apart, middle + start + apart);
    if (correlation >= LEAST_CORRELATION) found += 1;
  }
  return { tried, found };
}
