import { z } from 'zod';
import type { Stage } from '../stage.js';

/** One verb under way. */
export type VerbRun = {
  readonly stage: Stage;
  readonly name: string;
  /** As the application named it. */
  readonly id: string | undefined;
  /** Aborted when it is given up, and when the call ends. */
  readonly signal: AbortSignal;
};

/** A verb as an application wrote it. */
export type WrittenVerb = {
  readonly name: string;
  readonly id: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
};

/** Something that can be asked of a call. */
export type Verb = {
  /** Properties it reads. */
  readonly serves: readonly string[];
  /** Properties of jambonz's that change what happens, and that we do not have: an application is told of each it sets. */
  readonly lacks: readonly string[];
  /** Null: it is not understood; why. */
  readonly prepare: (
    body: WrittenVerb['body'],
  ) => { readonly run: (run: VerbRun) => Promise<void> } | { readonly problem: string };
};

/** Makes a verb of what it says, what it does, and the properties it does not have. */
export const defineVerb = <Schema extends z.ZodObject>(
  schema: Schema,
  run: (body: z.infer<Schema>, run: VerbRun) => Promise<void>,
  lacks: readonly string[] = [],
): Verb => ({
  serves: Object.keys(schema.shape),
  lacks,
  prepare: (body) => {
    const parsed = schema.safeParse(body);
    if (parsed.success) return { run: (one) => run(parsed.data, one) };
    const [issue] = parsed.error.issues;
    return { problem: `${issue?.path.join('.') || 'verb'}: ${issue?.message ?? 'not understood'}` };
  },
});

/** Reads a verb in either spelling: `{verb: "say", ...}` and `{say: {...}}`. @returns null for what is none */
export const readVerb = (raw: unknown): WrittenVerb | null => {
  const { data } = anyObject.safeParse(raw);
  if (!data) return null;
  const { verb, id, ...body } = data;
  if (typeof verb === 'string') return { name: verb, id: idOf(id), body };
  const [entry, ...others] = Object.entries(body);
  const inner = entry && others.length === 0 ? anyObject.safeParse(entry[1] ?? {}).data : undefined;
  return entry && inner ? { name: entry[0], id: idOf(inner.id), body: inner } : null;
};

const anyObject = z.record(z.string(), z.unknown());
const idOf = (id: unknown): string | undefined => (typeof id === 'string' ? id.slice(0, 128) : undefined);

/** Where results go: the application's own words, or an address. */
export const hook = z
  .union([z.string().max(2048), z.looseObject({ url: z.string().max(2048) }).transform(({ url }) => url)])
  .transform((text) => (text === '' ? undefined : text))
  .optional();
/** A number of seconds. */
export const seconds = z.coerce.number().min(0).max(86_400);
/** One or several. */
export const texts = (maxChars: number) =>
  z
    .union([z.string().max(maxChars), z.array(z.string().max(maxChars)).max(100)])
    .transform((one) => (typeof one === 'string' ? [one] : one));
/** How often it is played; `forever` as jambonz has it. */
export const loop = z.union([
  z.literal('forever').transform(() => Number.POSITIVE_INFINITY),
  z.coerce
    .number()
    .int()
    .min(0)
    .max(1000)
    .transform((count) => (count === 0 ? Number.POSITIVE_INFINITY : count)),
]);
/** Headers of SIP messages; values that are no text are left out. */
export const headers = z.record(z.string().max(64), z.union([z.string(), z.number()]).transform(String));
/** How words are spoken. Vendors are those of the workspace's speech settings; `default` is the call's own. */
export const synthesizer = z.looseObject({
  vendor: z.string().max(64).optional(),
  language: z.string().max(32).optional(),
  voice: z.union([z.string().max(128), z.looseObject({})]).optional(),
});
export type Synthesizer = z.infer<typeof synthesizer>;
/** How words are understood. */
export const recognizer = z.looseObject({
  vendor: z.string().max(64).optional(),
  language: z.string().max(32).optional(),
  hints: z
    .array(z.union([z.string(), z.looseObject({ phrase: z.string() }).transform((one) => one.phrase)]))
    .max(500)
    .optional(),
  interim: z.boolean().optional(),
});
export type Recognizer = z.infer<typeof recognizer>;
