import { BLOCK_MS, findSound, readWav, rmsOf, snrDb } from '@callwright/audio';
import { findPieces } from '../../apps/media/src/sound/rtc/impairment/found-pieces.js';
import { sweepOf } from './material.js';

/** How a recording compares with what was sent. Shares from 0 to 1. */
export type RecordingCheck = {
  readonly seconds: number;
  /** Of the pieces of the caller's words that were sent, those that are in the recording where they belong. */
  readonly callerShare: number;
  /** Of each 200 ms of what was played, those that are the prompt, sample by sample. */
  readonly calleeShare: number;
};

const RATE_HZ = 8000;
const SECOND = RATE_HZ;
const WINDOW = RATE_HZ / 5;
const PROBE = RATE_HZ / 10;
/** The caller's packets wait in the jitter buffer, and its delay changes; words may be off by this much. */
const SLACK = RATE_HZ / 2;
const LEAST_SNR_DB = 30;
/** What is quieter is no word. */
const LEAST_LEVEL = 0.02;
/** The beginning holds the fade-in of nothing: prompt and jitter buffer come up. */
const SKIPPED_SECONDS = 2;
/** Looking for a word takes a while; they are taken from all over the recording. */
const CHECKED_WORDS = 8;

/**
 * Compares a stereo recording of a G.711 call with what both sides sent.
 * @param sent ten seconds of the caller, again and again
 * @param beginsAtBlock which block of it was sent first
 */
export const checkRecording = (wav: Uint8Array, sent: Int16Array, beginsAtBlock: number): RecordingCheck => {
  const { channels } = readWav(wav);
  const [caller = new Int16Array(0), callee = new Int16Array(0)] = channels;
  return {
    seconds: caller.length / SECOND,
    callerShare: callerShare(caller, sent, beginsAtBlock),
    calleeShare: calleeShare(callee),
  };
};

const callerShare = (caller: Int16Array, sent: Int16Array, beginsAtBlock: number): number => {
  const begin = (beginsAtBlock * RATE_HZ * BLOCK_MS) / 1000;
  const spoken: number[] = [];
  for (let at = SKIPPED_SECONDS * SECOND; at + WINDOW + SLACK < caller.length; at += WINDOW)
    if (rmsOf(loopPart(sent, begin + at, WINDOW)) >= LEAST_LEVEL) spoken.push(at);
  const step = Math.max(1, spoken.length / CHECKED_WORDS);
  let tried = 0;
  let found = 0;
  for (let n = 0; n < spoken.length; n += step) {
    const at = spoken[Math.floor(n)] ?? 0;
    const pieces = findPieces(caller, loopPart(sent, begin + at, WINDOW), { at, slackCount: SLACK, rateHz: RATE_HZ });
    tried += pieces.tried;
    found += pieces.found;
  }
  return tried === 0 ? 0 : found / tried;
};

/**
 * Where the machine stood still the recording has silence, and the prompt goes on behind it: it is looked for anew where it is
 * not as it should be.
 */
const calleeShare = (callee: Int16Array): number => {
  const round = sweepOf(RATE_HZ);
  // The sweep twice over, so that a probe across its end is found too.
  const twice = loopPart(round, 0, round.length + PROBE);
  let shift = 0;
  let good = 0;
  let tried = 0;
  for (let at = SKIPPED_SECONDS * SECOND; at + WINDOW <= callee.length; at += WINDOW) {
    const heard = callee.subarray(at, at + WINDOW);
    tried += 1;
    if (isPrompt(round, at + shift, heard)) good += 1;
    else {
      shift = findSound(twice, heard.subarray(0, PROBE)).offset - at;
      if (isPrompt(round, at + shift, heard)) good += 1;
    }
  }
  return tried === 0 ? 0 : good / tried;
};

const isPrompt = (round: Int16Array, from: number, heard: Int16Array): boolean =>
  snrDb(loopPart(round, from, heard.length), heard) >= LEAST_SNR_DB;

const loopPart = (round: Int16Array, from: number, count: number): Int16Array => {
  const first = ((from % round.length) + round.length) % round.length;
  return Int16Array.from({ length: count }, (_, i) => round[(first + i) % round.length] ?? 0);
};
