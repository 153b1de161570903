import { type CallId, type EngineEvent, type SessionEventOf, trackId } from '@callwright/protocol';
import type { GatherDesk } from './gather-desk.js';

/** A call that keys are pressed for, as far as the one before it needs to know. */
export type KeysListener = {
  readonly callId: CallId;
  readonly keys: PressedKeys;
  readonly post: (event: EngineEvent) => void;
};

/** A key as everybody may see it, as our own question may, and as the calls may that this one was passed on to. */
type Shown = { readonly told: EngineEvent; readonly own: EngineEvent; readonly passed: EngineEvent | null };

/**
 * The keys of one caller, who may have been passed on to other calls and presses them for those, too. A key of a secret
 * is seen by the call alone that asks for it; what the others see is that there was one.
 */
export class PressedKeys {
  readonly #gather: Pick<GatherDesk, 'isAsking' | 'isSecret' | 'conceal'>;
  readonly #others = new Set<KeysListener>();
  #isCaptured = false;
  /** Keys that are down and went down in a secret of ours. */
  readonly #ours = new Set<string>();

  constructor(gather: Pick<GatherDesk, 'isAsking' | 'isSecret' | 'conceal'>) {
    this.#gather = gather;
  }

  /** Whether a key that goes down now belongs to a secret, of this call or of one it was passed on to. */
  get isSecret(): boolean {
    return this.#gather.isSecret || this.#isSecretElsewhere;
  }

  /** Whether the key shown last was the answer to a question of this call. */
  get isCaptured(): boolean {
    return this.#isCaptured;
  }

  get #isSecretElsewhere(): boolean {
    for (const { keys } of this.#others) if (keys.isSecret) return true;
    return false;
  }

  /** From now on keys are pressed for another call, too. Returns what ends it. */
  passTo(other: KeysListener): () => void {
    this.#others.add(other);
    return () => this.#others.delete(other);
  }

  /** Who may see what of an event; anything but a key is for everybody here. */
  show(event: EngineEvent): Shown {
    if (event.event !== 'dtmf') return { told: event, own: event, passed: null };
    this.#isCaptured = this.#gather.isAsking;
    const isOurs = this.#isOurs(event);
    const told = this.#gather.conceal(event, this.#isSecretElsewhere);
    // What is a secret of ours is no key for others, and theirs is none for us.
    if (isOurs) return { told, own: event, passed: null };
    return { told, own: told, passed: event };
  }

  /** Whether a key is of a secret we ask for; the last one comes up when we do not any more. */
  #isOurs({ digit, phase }: SessionEventOf<'dtmf'>): boolean {
    if (phase === 'end') return this.#ours.delete(digit);
    if (this.#gather.isSecret) this.#ours.add(digit);
    return this.#gather.isSecret;
  }

  /** Hands a key over as what it is: keys are no sound on the way between two streams. */
  pass(event: EngineEvent): void {
    if (event.event !== 'dtmf') return;
    for (const { callId, post } of this.#others) post({ ...event, trackId: trackId.parse(callId) });
  }
}
