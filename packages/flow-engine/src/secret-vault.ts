import type { SessionEvent } from '@callwright/protocol';
import { revealSecrets } from './secret-reference.js';

/** More secrets than this is no call any more; the oldest is forgotten, and its reference stands for nothing. */
const MAX_SECRETS = 100;
/** A shorter secret may well be a number of something else. */
const MIN_UNUSUAL = 8;

/**
 * The secrets of one call: digits a caller keyed where they are secret, and what a web service told in confidence. The
 * flow, the journal and everything that is written see references; only who sends a request asks for the values.
 */
export class SecretVault {
  readonly #values = new Map<string, string>();
  readonly #newReference: () => string;

  /** @param newReference a name nobody can guess, without `⟦` and `⟧`; another each time */
  constructor(newReference: () => string) {
    this.#newReference = newReference;
  }

  /** Keeps a value and gives the reference that stands for it. */
  keep(value: string): string {
    const [oldest] = this.#values.keys();
    if (this.#values.size >= MAX_SECRETS && oldest !== undefined) this.#values.delete(oldest);
    const reference = `⟦${this.#newReference()}⟧`;
    this.#values.set(reference, value);
    return reference;
  }

  /**
   * A text with the values in the place of their references; references it does not know are taken out.
   * @param encode what becomes of a value where it is put in, so that it stays one part of the text; as it is by default
   */
  reveal(text: string, encode: (value: string) => string = (value) => value): string {
    return revealSecrets(text, (reference) => {
      const value = this.#values.get(reference);
      return value === undefined ? undefined : encode(value);
    });
  }

  /**
   * The secrets an answer may repeat, by their references: those that were `sent` with the request, and all that are so
   * long that they stand nowhere by chance.
   * @param sent what the request was made of, with its references
   */
  repeatable(sent: string): readonly (readonly [reference: string, secret: string])[] {
    return [...this.#values].filter(([reference, { length }]) => length >= MIN_UNUSUAL || sent.includes(reference));
  }

  /** Forgets everything; the call is over. */
  clear(): void {
    this.#values.clear();
  }
}

/**
 * An event of a secret question as everybody but the question itself may see it: a key is not told, and the digits are
 * in the vault. Too few digits are no answer and are kept nowhere.
 */
export const conceal = (event: SessionEvent, vault: Pick<SecretVault, 'keep'>): SessionEvent => {
  if (event.event === 'dtmf') return { ...event, digit: '*', masked: true };
  if (event.event !== 'gatherResult' || event.digits === undefined) return event;
  const { digits, ...told } = event;
  const digitCount = digits.length;
  return event.reason === 'digits' ? { ...told, secret: vault.keep(digits), digitCount } : { ...told, digitCount };
};
