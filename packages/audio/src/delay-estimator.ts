const BUCKET_MS = 10;
const BUCKETS = 128;
/** Each packet makes what earlier ones said count less: some three seconds of packets of 20 ms are remembered. */
const FORGETTING = 0.993;
/** Weights are made small again before they are too large to be exact. */
const LARGEST_SUM = 1e100;
/** So much of the packets may be later than what is waited for. */
const LATE_SHARE = 0.005;
/** The earliest packets, apart from flukes: what delay is counted from. */
const EARLY_SHARE = 0.02;
/** Least delay behind the earliest packets: one packet, so that a small hitch is not heard and a copy can be had. */
const LEAST_MS = 20;
/** Until the network is known. */
const LEAST_AT_FIRST_MS = 40;
const KNOWN_AFTER = 50;
const MOST_MS = 200;
/** So many packets in a row have to say that less is enough. */
const SLOWLY_DOWN = 100;

/**
 * Tells how long packets have to be held back so that nearly all of them are there in time. It looks at how late each is by
 * the receiver's own beat; a histogram of that, which forgets, gives the quantile to wait for. Up at once, down slowly.
 */
export class DelayEstimator {
  /**
   * Packets for each 10 ms of lateness. Instead of all of them counting less with every packet, the new one counts more;
   * their sum is what makes shares of them.
   */
  readonly #weights = new Float64Array(BUCKETS);
  #sum = 0;
  /** Lateness of the first bucket. */
  #baseMs = 0;
  #count = 0;
  #neededMs = 0;
  #meanMs = 0;
  /** For how many packets less would have been enough, and how much that would have been. */
  #lowerFor = 0;
  #lowerMs = 0;

  /** The lateness packets are waited for: on the same scale as what was added. 0 before the first. */
  get neededMs(): number {
    return this.#neededMs;
  }

  /** How late packets are on average. */
  get meanMs(): number {
    return this.#meanMs;
  }

  /** Takes how late a packet came, counted from any zero that stays the same. */
  add(latenessMs: number): void {
    if (this.#count === 0) {
      this.#baseMs = latenessMs - (BUCKETS / 4) * BUCKET_MS;
      this.#meanMs = latenessMs;
    }
    this.#count += 1;
    this.#meanMs += (latenessMs - this.#meanMs) / Math.min(this.#count, 64);
    const kept = Math.min(FORGETTING, (this.#count - 1) / this.#count);
    const index = this.#bucketFor(latenessMs);
    const weight = kept === 0 ? 1 : this.#sum * (1 / kept - 1);
    this.#weights[index] = (this.#weights[index] ?? 0) + weight;
    this.#sum += weight;
    if (this.#sum > LARGEST_SUM) this.#rescale();
    this.#settle(this.#wanted());
  }

  /** Forgets everything: another sender. */
  reset(): void {
    this.#weights.fill(0);
    this.#sum = 0;
    this.#count = 0;
    this.#lowerFor = 0;
    this.#neededMs = 0;
  }

  #rescale(): void {
    for (let i = 0; i < BUCKETS; i++) this.#weights[i] = (this.#weights[i] ?? 0) / this.#sum;
    this.#sum = 1;
  }

  #wanted(): number {
    const latest = this.#msOf(this.#lastAbove(LATE_SHARE));
    const earliest = this.#msOf(this.#firstAbove(EARLY_SHARE));
    const least = this.#count < KNOWN_AFTER ? LEAST_AT_FIRST_MS : LEAST_MS;
    return Math.min(Math.max(latest, earliest + least), earliest + MOST_MS);
  }

  #settle(wantedMs: number): void {
    if (wantedMs >= this.#neededMs || this.#count === 1) {
      this.#neededMs = wantedMs;
      this.#lowerFor = 0;
      return;
    }
    this.#lowerMs = this.#lowerFor === 0 ? wantedMs : Math.max(this.#lowerMs, wantedMs);
    this.#lowerFor += 1;
    if (this.#lowerFor < SLOWLY_DOWN) return;
    this.#neededMs = this.#lowerMs;
    this.#lowerFor = 0;
  }

  #msOf(index: number): number {
    return this.#baseMs + index * BUCKET_MS;
  }

  #firstAbove(share: number): number {
    let sum = 0;
    for (let i = 0; i < BUCKETS; i++) {
      sum += this.#weights[i] ?? 0;
      if (sum > share * this.#sum) return i;
    }
    return BUCKETS - 1;
  }

  #lastAbove(share: number): number {
    let sum = 0;
    for (let i = BUCKETS - 1; i >= 0; i--) {
      sum += this.#weights[i] ?? 0;
      if (sum > share * this.#sum) return i;
    }
    return 0;
  }

  /** The bucket of a lateness; the histogram is moved along when the sender's clock has drifted out of it. */
  #bucketFor(latenessMs: number): number {
    const index = Math.ceil((latenessMs - this.#baseMs) / BUCKET_MS - 1e-6);
    const shift = index < 0 ? index : Math.max(0, index - BUCKETS + 1);
    if (shift !== 0) this.#move(shift);
    return index - shift;
  }

  #move(buckets: number): void {
    this.#baseMs += buckets * BUCKET_MS;
    const old = this.#weights.slice();
    this.#weights.fill(0);
    for (const [i, weight] of old.entries()) {
      const to = Math.min(BUCKETS - 1, Math.max(0, i - buckets));
      this.#weights[to] = (this.#weights[to] ?? 0) + weight;
    }
  }
}
