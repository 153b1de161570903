import type { FlowDocument, SavedDraft } from '@callwright/protocol';
import { ApiFailure, hasCode } from '../../shared/api/api-failure';

/** How the draft on the screen stands to the one that is stored. */
export type SaveState =
  | { readonly kind: 'saved'; readonly at: Date }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'saving' }
  /** Not stored; tried again by itself when that may help. */
  | { readonly kind: 'failed'; readonly error: unknown }
  /** Somebody else stored another draft; a person must choose. */
  | { readonly kind: 'conflict' };

/** What a {@link DraftSaver} works with. */
export type DraftSaverOptions = {
  readonly revision: number;
  readonly savedAt: Date;
  /** Stores a draft over the revision given. */
  readonly save: (revision: number, document: FlowDocument, options: { keepalive: boolean }) => Promise<SavedDraft>;
  readonly onState: (state: SaveState) => void;
};

const QUIET_MS = 700;
const FIRST_RETRY_MS = 3000;
const LAST_RETRY_MS = 30_000;

/**
 * Stores a draft a moment after its last change, one request at a time, while it is open.
 * Stops at a conflict until {@link DraftSaver.adopt} says which revision to write over.
 */
export class DraftSaver {
  readonly #save: DraftSaverOptions['save'];
  readonly #onState: (state: SaveState) => void;
  #revision: number;
  #pending: FlowDocument | undefined;
  #running: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #retryMs = FIRST_RETRY_MS;
  #state: SaveState;
  #openCount = 0;

  constructor({ revision, savedAt, save, onState }: DraftSaverOptions) {
    this.#revision = revision;
    this.#save = save;
    this.#onState = onState;
    this.#state = { kind: 'saved', at: savedAt };
  }

  get state(): SaveState {
    return this.#state;
  }

  /** The revision that is stored, as far as is known here. */
  get revision(): number {
    return this.#revision;
  }

  /** Whether something is not stored yet. */
  get isDirty(): boolean {
    return this.#pending !== undefined || this.#running !== undefined;
  }

  /** Takes a new document to store. */
  change(document: FlowDocument): void {
    this.#pending = document;
    if (this.#state.kind === 'conflict') return;
    if (!this.#running) this.#setState({ kind: 'waiting' });
    this.#schedule(QUIET_MS);
  }

  /**
   * Stores at once what is not stored yet. May be called at any time, also when there is nothing to do.
   * @throws ApiFailure when it cannot be stored; `flow.staleDraft` while a conflict stands
   */
  async flush({ keepalive = false } = {}): Promise<void> {
    while (this.isDirty) {
      this.#refuseInConflict();
      clearTimeout(this.#timer);
      this.#running ??= this.#run(keepalive);
      await this.#running;
      this.#refuseInConflict();
      if (this.state.kind === 'failed') throw this.state.error;
    }
  }

  /** Ends a conflict: what is stored next goes over `revision`; what waits is stored now. */
  adopt(revision: number, savedAt: Date): void {
    this.#revision = revision;
    this.#setState(this.#pending ? { kind: 'waiting' } : { kind: 'saved', at: savedAt });
    if (this.#pending) this.#schedule(0);
  }

  /** Forgets what waits: the stored draft is the one on the screen. */
  discard(): void {
    clearTimeout(this.#timer);
    this.#pending = undefined;
  }

  /** Starts the clock; each call is undone by one of {@link DraftSaver.close}. */
  open(): void {
    this.#openCount += 1;
  }

  /** Stops the clock. What waits is not stored: call {@link DraftSaver.flush} before. */
  close(): void {
    this.#openCount -= 1;
    if (this.#openCount === 0) clearTimeout(this.#timer);
  }

  #refuseInConflict(): void {
    if (this.#state.kind === 'conflict') throw staleDraft();
  }

  #schedule(afterMs: number): void {
    clearTimeout(this.#timer);
    if (this.#openCount === 0) return;
    this.#timer = setTimeout(() => {
      if (!this.#running && this.#pending) this.#running = this.#run(false);
    }, afterMs);
  }

  async #run(keepalive: boolean): Promise<void> {
    const document = this.#pending;
    if (!document) return;
    this.#pending = undefined;
    this.#setState({ kind: 'saving' });
    try {
      const { revision, updatedAt } = await this.#save(this.#revision, document, { keepalive });
      this.#revision = revision;
      this.#retryMs = FIRST_RETRY_MS;
      this.#running = undefined;
      this.#setState(this.#pending ? { kind: 'waiting' } : { kind: 'saved', at: new Date(updatedAt) });
      if (this.#pending) this.#schedule(QUIET_MS);
    } catch (error) {
      this.#running = undefined;
      this.#pending ??= document;
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (hasCode(error, 'flow.staleDraft')) {
      this.#setState({ kind: 'conflict' });
      return;
    }
    this.#setState({ kind: 'failed', error });
    if (!(error instanceof ApiFailure) || !error.isOffline) return;
    this.#schedule(this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  #setState(state: SaveState): void {
    this.#state = state;
    if (this.#openCount > 0) this.#onState(state);
  }
}

const staleDraft = () => new ApiFailure(409, { code: 'flow.staleDraft', message: 'Another draft is stored.' });
