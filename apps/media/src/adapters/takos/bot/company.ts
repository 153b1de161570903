import type { Clock, Timer } from '../../../platform/clock.js';

/** What the company of a bot is made of. */
export type CompanyOptions = {
  readonly clock: Clock;
  /** How long somebody is waited for, in ms. */
  readonly aloneForMs: number;
  /** Whether a peer counts: the bot itself does not. */
  readonly isOf: (peerId: string) => boolean;
};

/** Who else is in a room. */
export class Company {
  readonly #options: CompanyOptions;
  readonly #peers = new Set<string>();
  #tell: (hasCome: boolean) => void = () => undefined;
  #timer: Timer | null = null;

  constructor(options: CompanyOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#peers.size;
  }

  /** @returns whether they were not there before */
  add(peerId: string): boolean {
    if (!this.#options.isOf(peerId) || this.#peers.has(peerId)) return false;
    this.#peers.add(peerId);
    this.#tell(true);
    return true;
  }

  /** @returns whether they were there */
  remove(peerId: string): boolean {
    return this.#peers.delete(peerId);
  }

  /** Waits for the first, if nobody is there. @returns whether somebody has come; once */
  async comes(signal: AbortSignal): Promise<boolean> {
    if (this.#peers.size > 0) return true;
    const { clock, aloneForMs } = this.#options;
    const hasCome = await new Promise<boolean>((resolve) => {
      this.#tell = resolve;
      this.#timer = clock.startTimer(aloneForMs, () => resolve(false));
      signal.addEventListener('abort', () => resolve(false), { once: true });
      if (signal.aborted) resolve(false);
    });
    this.#timer?.cancel();
    return hasCome;
  }

  /** Nobody is waited for any more. Idempotent. */
  close(): void {
    this.#timer?.cancel();
    this.#tell(false);
  }
}
