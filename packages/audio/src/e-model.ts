/** What a listener gets of a call. */
export type Listening = {
  /** From mouth to ear, one way. */
  readonly delayMs: number;
  /** Share of the sound that was not there in time, 0 to 1. */
  readonly lostShare: number;
};

/** ITU-T G.107 §7: the rating with nothing but the defaults in the way. */
const BEST_RATING = 93.2;
/** Cole and Rosenbluth, 2001: from this delay on people begin to talk into each other. */
const NOTICED_MS = 177.3;
/** ITU-T G.113 appendix I: G.711 with concealment (its appendix I), losses at random. */
const ROBUSTNESS = 25.1;
const WORST_IMPAIRMENT = 95;

/**
 * Estimates what people would say of a call, from 1 (bad) to 4.5, by the E-model (ITU-T G.107, simplified as by Cole and
 * Rosenbluth). Every codec is rated as the telephone's: it tells what the network took away, not what more a wide band gives.
 */
export function estimateMos({ delayMs, lostShare }: Listening): number {
  const delayed = 0.024 * delayMs + 0.11 * Math.max(0, delayMs - NOTICED_MS);
  const lostPercent = 100 * Math.min(1, Math.max(0, lostShare));
  const lost = (WORST_IMPAIRMENT * lostPercent) / (lostPercent + ROBUSTNESS);
  return mosOf(BEST_RATING - delayed - lost);
}

/** ITU-T G.107 annex B. */
function mosOf(rating: number): number {
  if (rating <= 0) return 1;
  if (rating >= 100) return 4.5;
  // The curve dips below 1 near its lower end.
  return Math.max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6);
}
