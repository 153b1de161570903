import type { CallSummary } from '@callwright/protocol';
import type { StackFacts } from '../global-setup.js';
import type { Rest } from '../rest.js';
import { segmentsOf } from '../segments.js';
import { Baresip, type BaresipOptions } from './baresip.js';
import { Telephony } from './telephony.js';

/** What telephones hear and say is looked at in this rate. */
export const PHONE_RATE_HZ = 8000;
const PASSWORD = 'open-sesame-12';
/** Silence that ends a sentence; voices pause for less than that. */
const SENTENCE_GAP_MS = 500;

/** A desk with telephones of a test, whose people may dial out. */
export class Desk {
  readonly telephony: Telephony;
  readonly #facts: Pick<StackFacts, 'sip'>;
  readonly #rest: Rest;
  readonly #phones: Baresip[] = [];

  constructor(facts: Pick<StackFacts, 'sip'>, rest: Rest) {
    this.#facts = facts;
    this.#rest = rest;
    this.telephony = new Telephony(rest);
  }

  /** People who have a password and no phone yet. */
  async hire(...usernames: readonly string[]): Promise<void> {
    for (const username of usernames)
      await this.telephony.createUser({ username, password: PASSWORD, mayDialOut: true });
  }

  /** A phone of somebody; resolves when it has registered. */
  async phone(username: string, options: Partial<BaresipOptions> = {}): Promise<Baresip> {
    const phone = await Baresip.start({ username, password: PASSWORD, server: this.#facts.sip, ...options });
    this.#phones.push(phone);
    return phone;
  }

  /** Calls a line; resolves with the call's id when it has answered. */
  async call(phone: Baresip, line: string): Promise<string> {
    const known = new Set((await this.#rest.calls()).map(({ id }) => id));
    const before = phone.events.length;
    phone.dial(`sip:${line}@${this.#facts.sip}`);
    await phone.event('CALL_ESTABLISHED', before);
    const username = phone.uri.replace(/^sip:|@.*$/g, '');
    const isNew = ({ id, from, to }: CallSummary) => !known.has(id) && from.includes(username) && to.includes(line);
    const find = async () => (await this.#rest.calls()).find(isNew)?.id ?? null;
    return eventually(find, `a call to ${line} is in the list`);
  }

  /** Takes all phones away. */
  async close(): Promise<void> {
    await Promise.all(this.#phones.splice(0).map((phone) => phone.close()));
  }
}

/** Polls until something holds, and gives it. */
export const eventually = async <Value>(
  find: () => Value | null | Promise<Value | null>,
  what: string,
  withinMs = 20_000,
): Promise<Value> => {
  for (let attempt = 0; attempt < withinMs / 100; attempt += 1) {
    const found = await find();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`This did not happen: ${what}.`);
};

/** The sentences a phone has heard in its call, which is over. */
export const allSentencesOf = (phone: Baresip): readonly Int16Array[] =>
  segmentsOf(phone.heard(), PHONE_RATE_HZ, SENTENCE_GAP_MS);

/** The sentences a phone has heard to their end, while its call goes on. */
const sentencesOf = (phone: Baresip): readonly Int16Array[] => {
  const heard = phone.heard();
  const segments = segmentsOf(heard, PHONE_RATE_HZ, SENTENCE_GAP_MS);
  const tail = heard.subarray(-(PHONE_RATE_HZ * SENTENCE_GAP_MS) / 1000);
  return tail.every((sample) => Math.abs(sample) < 300) ? segments : segments.slice(0, -1);
};

/** Resolves when a phone has heard so many sentences. */
export const heardSentences = (phone: Baresip, count: number): Promise<readonly Int16Array[]> =>
  eventually(() => {
    const sentences = sentencesOf(phone);
    return sentences.length >= count ? sentences : null;
  }, `${count} sentences were heard`);

/** A sound and when it is said, in ms since the call began. */
export type Said = readonly [atMs: number, sound: Int16Array];

/** Sounds at times, with silence between. */
export const saying = (parts: readonly Said[], rateHz = PHONE_RATE_HZ): Int16Array => {
  const ends = parts.map(([atMs, sound]) => (atMs * rateHz) / 1000 + sound.length);
  const whole = new Int16Array(Math.max(0, ...ends));
  for (const [atMs, sound] of parts) whole.set(sound, (atMs * rateHz) / 1000);
  return whole;
};
