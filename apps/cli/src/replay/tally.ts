import type { Divergence, PathReplay } from '@callwright/flow-engine';
import type { FindFlow } from '../words/line-words.js';
import { moveWords, placeWords } from './replay-words.js';

/** Calls that diverge at the same place in the same way. */
export type DivergingGroup = {
  readonly where: string;
  readonly recorded: string;
  readonly now: string;
  readonly count: number;
  /** The first of them, and when in it. */
  readonly example: { readonly path: string; readonly atMs: number };
};

/** What came of many replays. */
export class Tally {
  readonly #findFlow: FindFlow;
  readonly #groups = new Map<string, DivergingGroup>();
  #identical = 0;
  #samePath = 0;

  constructor(findFlow: FindFlow) {
    this.#findFlow = findFlow;
  }

  /** Calls of which every effect is as recorded. */
  get identical(): number {
    return this.#identical;
  }

  /** Calls that go the same way with other words. */
  get samePath(): number {
    return this.#samePath;
  }

  /** The groups, the largest first. */
  get groups(): readonly DivergingGroup[] {
    return [...this.#groups.values()].sort((one, other) => other.count - one.count);
  }

  /** Calls that take another way. */
  get diverging(): number {
    return this.groups.reduce((sum, { count }) => sum + count, 0);
  }

  /** Takes in a replay. @param path where its journal is */
  add(path: string, { change, divergence }: PathReplay): void {
    if (divergence) this.#addDivergence(path, divergence);
    else if (change) this.#samePath += 1;
    else this.#identical += 1;
  }

  #addDivergence(path: string, divergence: Divergence): void {
    const where = placeWords(divergence, this.#findFlow);
    const recorded = moveWords(divergence.recorded, this.#findFlow);
    const now = moveWords(divergence.now, this.#findFlow);
    const key = JSON.stringify([where, recorded, now]);
    const known = this.#groups.get(key);
    const example = known?.example ?? { path, atMs: divergence.atMs };
    this.#groups.set(key, { where, recorded, now, count: (known?.count ?? 0) + 1, example });
  }
}
