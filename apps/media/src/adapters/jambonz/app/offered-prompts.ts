/** Recordings that one call may offer; a flow that plays more different ones gets nowhere with them. */
const MAX_OFFERED = 500;

/** What an address of a recording is made of. */
export type OfferedPromptsParts = {
  /** Where jambonz has found us; empty: it did not say. */
  readonly origin: string;
  /** The path of the call's line. */
  readonly base: string;
  /** Nobody can guess it, and it is worth nothing when the call is over. */
  readonly key: string;
};

/**
 * The recordings of one call that jambonz fetches, which takes http and https alone: those that are ours get an address of
 * ours, which is good for as long as the call lasts.
 */
export class OfferedPrompts {
  readonly #parts: OfferedPromptsParts;
  readonly #urls: string[] = [];

  constructor(parts: OfferedPromptsParts) {
    this.#parts = parts;
  }

  /** Where jambonz can fetch what a `play.url` names; null: it cannot. */
  readonly addressOf = (url: string): string | null => {
    if (/^https?:\/\//i.test(url)) return url;
    const { origin, base, key } = this.#parts;
    if (origin === '' || !isOurs(url)) return null;
    const known = this.#urls.indexOf(url);
    if (known < 0 && this.#urls.length >= MAX_OFFERED) return null;
    const at = known < 0 ? this.#urls.push(url) - 1 : known;
    return `${origin}${base}/prompt/${key}/${at}.${/\.(mp3|ogg|opus|flac|m4a)$/i.exec(url)?.[1] ?? 'wav'}`;
  };

  /** What is offered by a number, as the flow wrote it. */
  at(number: number): string | undefined {
    return this.#urls[number];
  }
}

/** Files have no scheme. What a caller has just left (`recording:`) is no file yet, and stays here. */
const isOurs = (url: string): boolean =>
  url === 'tone:beep' || /^prompt:/.test(url) || !/^[a-z][a-z0-9+.-]*:/i.test(url);
