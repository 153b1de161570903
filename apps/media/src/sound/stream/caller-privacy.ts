/**
 * Whether the caller of a stream is hidden: by the stream itself, or by another whose caller is the same person, because
 * the call was passed on to it.
 */
export class CallerPrivacy {
  readonly #onChange: () => void;
  #isOwn = false;
  /** Those the call was passed on to that hide the caller. */
  readonly #elsewhere = new Set<CallerPrivacy>();
  /** Of the stream whose caller is ours, too. */
  #origin: CallerPrivacy | null = null;

  /** @param onChange called whenever something has changed */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get isHidden(): boolean {
    return this.#isOwn || this.isHiddenElsewhere;
  }

  /** A stream the call was passed on to hides the caller itself. */
  get isHiddenElsewhere(): boolean {
    return this.#elsewhere.size > 0;
  }

  /** Hides the caller, or shows them again. May be called twice. */
  hide(isHidden: boolean): void {
    if (isHidden === this.#isOwn) return;
    this.#isOwn = isHidden;
    this.#tell();
  }

  /** From now on who is hidden here is hidden at `origin`, too; null ends that. */
  reachTo(origin: CallerPrivacy | null): void {
    const before = this.#origin;
    this.#origin = origin;
    if (before !== null) before.#hideFor(this, false);
    if (origin !== null) origin.#hideFor(this, this.isHidden);
  }

  #hideFor(other: CallerPrivacy, isHidden: boolean): void {
    if (isHidden === this.#elsewhere.has(other)) return;
    if (isHidden) this.#elsewhere.add(other);
    else this.#elsewhere.delete(other);
    this.#tell();
  }

  #tell(): void {
    this.#onChange();
    if (this.#origin !== null) this.#origin.#hideFor(this, this.isHidden);
  }
}
