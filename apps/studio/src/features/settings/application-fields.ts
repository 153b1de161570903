import { type EndpointApplication, endpointApplication } from '@callwright/protocol';

/** Whose application decides in the calls of a line, by the protocol it was written for. */
export type ApplicationKind = EndpointApplication['kind'];

/** In the order they are offered. */
export const APPLICATION_KINDS = ['jambonz', 'freeclimb', 'dialog'] as const satisfies readonly ApplicationKind[];

/** One field of an application's form. */
export type ApplicationField = {
  /** As the api calls it. */
  readonly name: string;
  /** Its words in `settings.lines.application`, and its place among what was typed. */
  readonly words:
    | 'jambonzUrl'
    | 'jambonzUsername'
    | 'jambonzPassword'
    | 'jambonzSignature'
    | 'jambonzStatusUrl'
    | 'jambonzEnv'
    | 'freeclimbVoiceUrl'
    | 'freeclimbStatusUrl'
    | 'freeclimbKeys'
    | 'freeclimbTo'
    | 'dialogUrl'
    | 'dialogAttempts'
    | 'dialogFirst'
    | 'dialogRetry'
    | 'dialogGiveUp';
  readonly takes: 'anyAddress' | 'socketAddress' | 'webAddress' | 'secret' | 'number' | 'keys' | 'pairs' | 'text';
  /** Only of use where the application is asked by webhooks, not on a socket. */
  readonly isOfWebhooks?: boolean;
};

/** The fields of each kind; the first is needed, the others are not. */
const FIELDS: Readonly<Record<ApplicationKind, readonly ApplicationField[]>> = {
  jambonz: [
    { name: 'url', words: 'jambonzUrl', takes: 'anyAddress' },
    { name: 'username', words: 'jambonzUsername', takes: 'text' },
    { name: 'passwordSecret', words: 'jambonzPassword', takes: 'secret' },
    { name: 'signatureSecret', words: 'jambonzSignature', takes: 'secret', isOfWebhooks: true },
    { name: 'statusUrl', words: 'jambonzStatusUrl', takes: 'webAddress', isOfWebhooks: true },
    { name: 'env', words: 'jambonzEnv', takes: 'pairs' },
  ],
  freeclimb: [
    { name: 'voiceUrl', words: 'freeclimbVoiceUrl', takes: 'webAddress' },
    { name: 'statusUrl', words: 'freeclimbStatusUrl', takes: 'webAddress' },
    { name: 'transferKeys', words: 'freeclimbKeys', takes: 'keys' },
    { name: 'transferTo', words: 'freeclimbTo', takes: 'text' },
  ],
  dialog: [
    { name: 'url', words: 'dialogUrl', takes: 'socketAddress' },
    { name: 'reconnectAttempts', words: 'dialogAttempts', takes: 'number' },
    { name: 'holdTextFirst', words: 'dialogFirst', takes: 'text' },
    { name: 'holdTextRetry', words: 'dialogRetry', takes: 'text' },
    { name: 'holdTextGiveUp', words: 'dialogGiveUp', takes: 'text' },
  ],
};

/** What was typed, by the words of the fields. */
export type TypedFields = Readonly<Partial<Record<ApplicationField['words'], string>>>;

/** The fields a kind asks for, as far as what was typed leaves them of use. */
export const fieldsOf = (kind: ApplicationKind, typed: TypedFields): readonly ApplicationField[] => {
  const isSocket = /^\s*wss?:/i.test(typed.jambonzUrl ?? '');
  return FIELDS[kind].filter(({ isOfWebhooks }) => !(isOfWebhooks && isSocket));
};

/** An application as its form shows it. */
export const typedOf = (application: EndpointApplication): TypedFields => {
  const values: Readonly<Record<string, unknown>> = application;
  return Object.fromEntries(FIELDS[application.kind].map(({ name, words }) => [words, textOf(values[name])] as const));
};

/** What was typed as the api takes it, or the fields that are wrong. */
export const applicationOf = (
  kind: ApplicationKind,
  typed: TypedFields,
): { readonly application: EndpointApplication } | { readonly wrong: readonly ApplicationField['words'][] } => {
  const fields = fieldsOf(kind, typed);
  const values = fields.flatMap(({ name, words, takes }) => {
    const text = (typed[words] ?? '').trim();
    return text === '' ? [] : [[name, asSent(takes, text)] as const];
  });
  const parsed = endpointApplication.safeParse({ kind, ...Object.fromEntries(values) });
  if (parsed.success) return { application: parsed.data };
  const paths = new Set(parsed.error.issues.map(({ path }) => path[0]));
  return { wrong: fields.filter(({ name }) => paths.has(name)).map(({ words }) => words) };
};

const textOf = (value: unknown): string => {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([name, text]) => `${name}=${String(text)}`)
    .join('\n');
};

const asSent = (takes: ApplicationField['takes'], text: string): unknown => {
  if (takes === 'number') return Number(text);
  return takes === 'pairs' ? pairsOf(text) : text;
};

// A line that is no pair is given to the schema as nothing it knows, and so refused.
const pairsOf = (text: string): unknown => {
  const lines = text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  const pairs = lines.map((line) => /^([^=\s]+)\s*=\s*(.*)$/.exec(line));
  return pairs.every((pair) => pair !== null)
    ? Object.fromEntries(pairs.map(([, name, value]) => [name, value]))
    : null;
};
