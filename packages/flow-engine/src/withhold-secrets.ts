import type { Json } from '@callwright/protocol';
import { withoutSecrets } from './secret-reference.js';

/** A secret, and what is written in its place. */
export type StandIn = readonly [standIn: string, secret: string];

/** A secret so long is no coincidence wherever it stands. */
const MIN_CERTAIN = 8;
/** A shorter one is looked for as a word of its own, one shorter than this as the whole of a value. */
const MIN_WORD = 4;

/**
 * What somebody else answered, as a flow may remember it: a secret that is repeated in it is replaced by what stands for
 * it, and what looks like a reference to one is taken out, since only the vault gives those.
 * @param value nested no deeper than a variable may be
 */
export const withholdSecrets = (value: Json, secrets: readonly StandIn[]): Json => {
  const hide = hiderOf(secrets);
  const walk = (one: Json): Json => {
    if (typeof one === 'string') return hide(one);
    if (typeof one === 'number') return hide(String(one)) === String(one) ? one : hide(String(one));
    if (one === null || typeof one !== 'object') return one;
    if (Array.isArray(one)) return one.map(walk);
    return Object.fromEntries(Object.entries(one).map(([key, inner]) => [hide(key), walk(inner)]));
  };
  return walk(value);
};

const hiderOf = (secrets: readonly StandIn[]): ((text: string) => string) => {
  const forms = secrets.flatMap(([standIn, secret]) => formsOf(secret).map((form) => ({ standIn, form })));
  return (text) => forms.reduce((hidden, { standIn, form }) => without(hidden, form, standIn), withoutSecrets(text));
};

const without = (text: string, secret: string, standIn: string): string => {
  if (text === secret) return standIn;
  if (secret.length < MIN_WORD || !text.includes(secret)) return text;
  if (secret.length >= MIN_CERTAIN) return text.replaceAll(secret, () => standIn);
  return text.replace(new RegExp(`(?<![\\p{L}\\p{N}])${escaped(secret)}(?![\\p{L}\\p{N}])`, 'gu'), () => standIn);
};

const LONE_SURROGATE = /\p{Surrogate}/gu;
// As it is, and as it stands in a URL.
const formsOf = (secret: string): readonly string[] =>
  secret === '' ? [] : [...new Set([secret, encodeURIComponent(secret.replace(LONE_SURROGATE, '\ufffd'))])];

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
