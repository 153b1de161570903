/** How often a text was at hand with one provider, and how often it was not. */
export type ProviderStats = { readonly hits: number; readonly misses: number };

/** What can happen to a text that is asked for. */
export type SynthesisOutcome = 'memoryHit' | 'hit' | 'miss' | 'personal';

/** Counts what is at hand and what has to be made. */
export class SynthesisCounts {
  readonly #total = { memoryHit: 0, hit: 0, miss: 0, personal: 0 };
  readonly #byProvider = new Map<string, { hits: number; misses: number }>();

  get stats() {
    const { memoryHit, hit, miss, personal } = this.#total;
    const byProvider: Readonly<Record<string, ProviderStats>> = Object.fromEntries(
      [...this.#byProvider].map(([name, counts]) => [name, { ...counts }]),
    );
    return { hits: memoryHit + hit, memoryHits: memoryHit, misses: miss, personal, byProvider };
  }

  /** A text was asked for. */
  add(provider: string, outcome: SynthesisOutcome): void {
    this.#total[outcome] += 1;
    if (outcome === 'personal') return;
    const counts = this.#byProvider.get(provider) ?? { hits: 0, misses: 0 };
    this.#byProvider.set(provider, counts);
    if (outcome === 'miss') counts.misses += 1;
    else counts.hits += 1;
  }
}
