/** Spec 4 §B: the first segment may end at a comma from 2 letters on, and is cut at 18; later ones at 120. */
const FIRST = { min: 2, max: 18, ends: /[,，、;；:：。！？.!?\n]/u } as const;
const LATER = { min: 1, max: 120, ends: /[。！？.!?\n]/u } as const;

/**
 * Cuts what a language model writes into pieces to be spoken: a short first one, so that the voice begins early, then whole
 * sentences. Length counts letters, not bytes.
 */
export class TextSegments {
  #rest: readonly string[] = [];
  #isFirst = true;

  /** Takes the next piece of text. @returns the segments it completes */
  push(text: string): readonly string[] {
    this.#rest = [...this.#rest, ...text];
    const done: string[] = [];
    for (let end = this.#end(); end > 0; end = this.#end()) {
      done.push(this.#rest.slice(0, end).join(''));
      this.#rest = this.#rest.slice(end);
      this.#isFirst = false;
    }
    return done;
  }

  /** What is left, though it is no whole segment; begins anew. */
  flush(): readonly string[] {
    const rest = this.#rest.join('');
    this.#rest = [];
    this.#isFirst = true;
    return rest === '' ? [] : [rest];
  }

  /** Letters of the next segment; 0 while it is not complete. A first one that is cut is cut between words, if it can be. */
  #end(): number {
    const { min, max, ends } = this.#isFirst ? FIRST : LATER;
    const letters = this.#rest.slice(0, max);
    const at = letters.findIndex((letter, index) => index + 1 >= min && ends.test(letter) && !this.#isInNumber(index));
    if (at >= 0) return at + 1;
    if (this.#rest.length < max) return 0;
    const space = letters.lastIndexOf(' ');
    return space >= min ? space + 1 : max;
  }

  // 3.14 and 10:30 are not two sentences each; the next letter may still be on its way.
  #isInNumber(index: number): boolean {
    const [before = '', here = '', after] = [this.#rest[index - 1], this.#rest[index], this.#rest[index + 1]];
    return /[.,:]/.test(here) && /\d/.test(before) && (after === undefined || /\d/.test(after));
  }
}
