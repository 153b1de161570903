import { createUniform } from '../../speech/test-noise.js';

/** What a network does to packets. Times in ms, shares from 0 to 1. */
export type Impairment = {
  /** Share of packets that never come. */
  readonly lossShare?: number;
  /** Packets lost in a row, on average (Gilbert's model); 1: each for itself. */
  readonly burstLength?: number;
  /** Each packet is late by anything from 0 to this, evenly; enough of it also changes their order. */
  readonly jitterMs?: number;
  /** Share of packets that come 50 ms later still, behind those after them. */
  readonly reorderedShare?: number;
  /** Share of packets that come twice, the second time 10 ms later. */
  readonly duplicatedShare?: number;
  /** How much faster the sender's clock runs, in millionths. */
  readonly driftPpm?: number;
  /** Where within the receiver's beat of 20 ms packets come that nothing delays. */
  readonly phaseMs?: number;
  readonly seed?: number;
};

/** A packet on its way: which it is, when it was sent, and when it comes. */
export type Arrival = { readonly index: number; readonly sentMs: number; readonly atMs: number };

const REORDERED_MS = 50;
const DUPLICATED_MS = 10;
const MILLION = 1_000_000;

/** When so many packets of `packetMs` come, in that order; the same for the same seed. */
export function arrivalsOf(packetCount: number, packetMs: number, impairment: Impairment): readonly Arrival[] {
  const { jitterMs = 0, reorderedShare = 0, duplicatedShare = 0, driftPpm = 0, phaseMs = 7, seed = 1 } = impairment;
  const random = createUniform(seed);
  const isLost = createLoss(impairment, random);
  const arrivals: Arrival[] = [];
  for (let index = 0; index < packetCount; index++) {
    const sentMs = phaseMs + (index + 1) * packetMs * (1 - driftPpm / MILLION);
    const delayMs = random() * jitterMs + (random() < reorderedShare ? REORDERED_MS : 0);
    const isDuplicated = random() < duplicatedShare;
    if (isLost()) continue;
    arrivals.push({ index, sentMs, atMs: sentMs + delayMs });
    if (isDuplicated) arrivals.push({ index, sentMs, atMs: sentMs + delayMs + DUPLICATED_MS });
  }
  return arrivals.sort((a, b) => a.atMs - b.atMs);
}

/** Gilbert's model: a state in which everything is lost is left with probability 1 / burstLength. */
function createLoss({ lossShare = 0, burstLength = 1 }: Impairment, random: () => number): () => boolean {
  if (burstLength <= 1) return () => random() < lossShare;
  const leave = 1 / burstLength;
  const enter = (leave * lossShare) / (1 - lossShare);
  let isBad = false;
  return () => {
    isBad = isBad ? random() >= leave : random() < enter;
    return isBad;
  };
}
