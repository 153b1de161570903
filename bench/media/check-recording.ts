import { BLOCK_MS, findSound, readWav, rmsOf, snrDb } from '@callwright/audio';
import { sweepOf } from './material.js';

/** How a recording compares with what was sent. Shares from 0 to 1. */
export type RecordingCheck = {
  readonly seconds: number;
  /** Of the caller's words that were sent, those that are in the recording where they belong. */
  readonly callerShare: number;
  /** Of the seconds of the prompt, those that are the prompt, sample by sample, where they belong. */
  readonly calleeShare: number;
};

const RATE_HZ = 8000;
const SECOND = RATE_HZ;
const WINDOW = RATE_HZ / 5;
const PROBE = RATE_HZ / 10;
/** The caller's packets wait in the jitter buffer, and its delay changes; words may be off by this much. */
const SLACK = RATE_HZ / 2;
const LEAST_CORRELATION = 0.95;
const LEAST_SNR_DB = 30;
/** What is quieter is no word. */
const LEAST_LEVEL = 0.02;
/** The beginning holds the fade-in of nothing: prompt and jitter buffer come up. */
const SKIPPED_SECONDS = 2;
const CHECKED_WINDOWS = 8;

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
  const blockLength = (RATE_HZ * BLOCK_MS) / 1000;
  let good = 0;
  let tried = 0;
  for (let at = SKIPPED_SECONDS * SECOND; at + WINDOW < caller.length && tried < CHECKED_WINDOWS; at += WINDOW) {
    const word = loopPart(sent, beginsAtBlock * blockLength + at, WINDOW);
    if (rmsOf(word) < LEAST_LEVEL) continue;
    tried += 1;
    if (findSound(caller, word, at - SLACK, at + SLACK).correlation >= LEAST_CORRELATION) good += 1;
  }
  return tried === 0 ? 0 : good / tried;
};

const calleeShare = (callee: Int16Array): number => {
  const round = sweepOf(RATE_HZ);
  const first = SKIPPED_SECONDS * SECOND;
  const probe = callee.subarray(first, first + PROBE);
  // The sweep twice over, so that a probe across its end is found too.
  const { offset } = findSound(loopPart(round, 0, round.length + PROBE), probe);
  let good = 0;
  let tried = 0;
  for (let at = first; at + SECOND <= callee.length; at += SECOND) {
    tried += 1;
    const wanted = loopPart(round, offset + at - first, SECOND);
    if (snrDb(wanted, callee.subarray(at, at + SECOND)) >= LEAST_SNR_DB) good += 1;
  }
  return tried === 0 ? 0 : good / tried;
};

const loopPart = (round: Int16Array, from: number, count: number): Int16Array =>
  Int16Array.from({ length: count }, (_, i) => round[(from + i) % round.length] ?? 0);
