import { Injectable } from '@nestjs/common';

/** Tells whoever keeps media processes up to date that endpoints, published flows, keys or the telephone side have changed. */
@Injectable()
export class SnapshotChanges {
  #listener: () => Promise<void> = async () => undefined;

  /** There is one listener: the control link. */
  onChange(listener: () => Promise<void>): void {
    this.#listener = listener;
  }

  /** Resolves when the change is on its way to every media process, so that the next call already knows it. */
  announce(): Promise<void> {
    return this.#listener();
  }
}
