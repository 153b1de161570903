import { readFileSync } from 'node:fs';
import { type KeySource, type SpeechProviders, speechProviders, toAppError } from '@callwright/protocol';

/** A side of speech and the name of a provider on it, as `recogniser:deepgram`. */
export type SpeechProviderKey = `recogniser:${string}` | `voice:${string}`;

/** What the speech file says, its keys read. Never logged. */
export type SpeechSettings = {
  readonly providers: SpeechProviders;
  /** Keys that were found in the environment and in files. */
  readonly keys: Readonly<Record<string, string>>;
  /** Names of the secrets in which each workspace keeps a key of its own. */
  readonly secrets: Readonly<Record<string, string>>;
};

/** Nothing beside what is built in. */
export const NO_SPEECH_SETTINGS: SpeechSettings = {
  providers: { recognisers: [], voices: [] },
  keys: {},
  secrets: {},
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the file in which an administrator names speech providers, and the keys it points at.
 * @throws Error with one line for everything that is wrong
 */
export const readSpeechSettings = (path: string, env: Environment): SpeechSettings => {
  const problems: string[] = [];
  const providers = readFile(path);
  const keys: Record<string, string> = {};
  const secrets: Record<string, string> = {};
  for (const [name, source] of keySources(providers)) {
    if ('secret' in source) secrets[name] = source.secret;
    else {
      const key = readKey(source, env);
      if (key === null) problems.push(`${path}: ${name}: ${missing(source)}`);
      else keys[name] = key;
    }
  }
  if (problems.length > 0) throw new Error(problems.join('\n  '));
  return { providers, keys, secrets };
};

/**
 * Providers whose keys, and whose callers' voices, everybody on the way can read: they have a key, and an address that is
 * neither encrypted nor this machine's own.
 */
export const openlySent = (providers: SpeechProviders): readonly SpeechProviderKey[] => {
  const open = new Set([...providers.recognisers, ...providers.voices].filter(isOpenlySent).map(({ name }) => name));
  return keySources(providers).flatMap(([key]) => (open.has(key.slice(key.indexOf(':') + 1)) ? [key] : []));
};

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

const isOpenlySent = (one: SpeechProviders['recognisers' | 'voices'][number]): boolean => {
  if (one.kind === 'grpc') return one.tls === false && !LOOPBACK.test(one.address.replace(/:\d+$/, ''));
  if (!('url' in one) || one.url === undefined) return false;
  const { protocol, hostname } = new URL(one.url);
  return (protocol === 'http:' || protocol === 'ws:') && !LOOPBACK.test(hostname);
};

const readFile = (path: string): SpeechProviders => {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path}: ${toAppError(error).message}`);
  }
  const parsed = speechProviders.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new Error(
    parsed.error.issues.map(({ path: at, message }) => `${path}: ${at.join('.') || 'file'}: ${message}`).join('\n  '),
  );
};

const keySources = ({ recognisers, voices }: SpeechProviders): readonly (readonly [SpeechProviderKey, KeySource])[] => [
  ...recognisers.flatMap((one) =>
    'apiKey' in one && one.apiKey ? [[`recogniser:${one.name}`, one.apiKey] as const] : [],
  ),
  ...voices.flatMap((one) => ('apiKey' in one && one.apiKey ? [[`voice:${one.name}`, one.apiKey] as const] : [])),
];

const readKey = (source: Exclude<KeySource, { secret: string }>, env: Environment): string | null => {
  if ('env' in source) return env[source.env]?.trim() || null;
  try {
    return readFileSync(source.file, 'utf8').trim() || null;
  } catch {
    return null; // The problem names the file; why it cannot be read the administrator will see.
  }
};

const missing = (source: Exclude<KeySource, { secret: string }>): string =>
  'env' in source ? `there is no key in ${source.env}` : `there is no key in the file ${source.file}`;
