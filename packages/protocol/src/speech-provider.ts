import { z } from 'zod';
import { primarySubtag } from './language.js';

/**
 * What a call can hear and speak with, beside what is built in: the file `CALLWRIGHT_SPEECH_FILE` names it. A flow names a
 * provider by `name` and never holds a key.
 */

/** Where a key is kept: a variable of the environment, a file, or a secret of the workspace whose call it is. */
export const keySource = z.union([
  z.strictObject({ env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/) }),
  z.strictObject({ file: z.string().min(1).max(1000) }),
  z.strictObject({ secret: z.string().min(1).max(64) }),
]);
export type KeySource = z.infer<typeof keySource>;

const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'small letters, digits and hyphens');
const languages = z
  .array(z.string().min(2).max(16))
  .max(100)
  .optional()
  .describe('as `en`, `fr-FR`; absent is what the provider declares');
const folder = z.string().min(1).max(1000).describe('folder with the files of the model');
const httpUrl = z.url({ protocol: /^https?$/ });
const socketUrl = z.url({ protocol: /^wss?$/ });
const apiKey = keySource.optional();
const timeoutMs = z
  .number()
  .int()
  .min(100)
  .max(120_000)
  .optional()
  .describe('longest wait for an answer; default 10000');
const rateHz = z.union([z.literal(8000), z.literal(16_000)]).optional();

const provider = <Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) =>
  z.strictObject({ kind: z.literal(kind), name, languages, ...shape });

/** First one, then the next on an error or a silence, in the middle of a call too. */
const fallback = provider('fallback', {
  providers: z.array(name).min(2).max(5).describe('names, the preferred first'),
  timeoutMs,
});

/** One recogniser. */
export const recogniserDefinition = z.discriminatedUnion('kind', [
  provider('pocketsphinx', { modelDir: folder.optional().describe('default: where Debian puts pocketsphinx-en-us') }),
  provider('sherpaOnnx', { modelDir: folder, threads: z.number().int().min(1).max(16).optional() }),
  provider('streamingOnnx', { modelDir: folder }),
  provider('deepgram', { url: socketUrl.optional(), apiKey, model: z.string().max(64).optional(), timeoutMs }),
  provider('openaiTranscription', {
    url: httpUrl.optional(),
    apiKey,
    model: z.string().max(128).optional(),
    timeoutMs,
  }),
  provider('openaiRealtime', { url: socketUrl.optional(), apiKey, model: z.string().max(128).optional(), timeoutMs }),
  provider('vosk', { url: socketUrl, rateHz, timeoutMs }),
  provider('sherpaServer', { url: socketUrl, timeoutMs }),
  provider('grpc', {
    address: z.string().min(1).max(256).describe('host:port'),
    tls: z.boolean().optional().describe('default true, but for loopback'),
    apiKey,
    timeoutMs,
  }),
  fallback,
]);
export type RecogniserDefinition = z.infer<typeof recogniserDefinition>;

/** One synthesiser. */
export const voiceDefinition = z.discriminatedUnion('kind', [
  provider('espeakNg', {}),
  provider('sherpaOnnx', { modelDir: folder, threads: z.number().int().min(1).max(16).optional() }),
  provider('openaiSpeech', {
    url: httpUrl.optional(),
    apiKey,
    model: z.string().max(128).optional(),
    speaker: z.string().max(64).optional(),
    timeoutMs,
  }),
  fallback,
]);
export type VoiceDefinition = z.infer<typeof voiceDefinition>;

/** The whole file. Names are unique on each side and are none of the built-in ones. */
export const speechProviders = z.strictObject({
  recognisers: z.array(recogniserDefinition).max(50).default([]),
  voices: z.array(voiceDefinition).max(50).default([]),
});
export type SpeechProviders = z.infer<typeof speechProviders>;

/** What a media process hears and speaks with, as others need to know it. Languages are primary subtags; none means any. */
export const speechCatalogue = z.object({
  recognisers: z.array(
    z.object({ name: z.string(), languages: z.array(z.string()), grammar: z.boolean(), freeSpeech: z.boolean() }),
  ),
  voices: z.array(z.object({ name: z.string(), languages: z.array(z.string()), speakers: z.array(z.string()) })),
});
export type SpeechCatalogue = z.infer<typeof speechCatalogue>;

/** The same as REST tells it. `isKnown` is false while no media process is connected, and then the lists are empty. */
export const speechResource = speechCatalogue.extend({ isKnown: z.boolean() });
export type SpeechResource = z.infer<typeof speechResource>;

/** A text to be heard before any caller hears it. */
export const speechPreview = z.strictObject({
  text: z.string().trim().min(1).max(1000).describe('as it is to be said; values are put in already'),
  language: z.string().min(2).max(35).default('en-US').describe('BCP 47'),
  speaker: z.string().min(1).max(64).optional().describe('a voice by name; absent: the usual one of the language'),
  speed: z.number().min(0.5).max(2).optional().describe('1 is the usual pace'),
});
export type SpeechPreview = z.infer<typeof speechPreview>;

/** What is built in. */
export const builtInSpeech: SpeechCatalogue = {
  recognisers: [{ name: 'soundswallower', languages: ['en', 'fr'], grammar: true, freeSpeech: false }],
  voices: [{ name: 'flite', languages: ['en'], speakers: ['slt', 'rms', 'awb', 'kal16', 'kal'] }],
};

/**
 * What a speech file adds to what is built in, as far as the file itself tells: a provider that names no languages is
 * taken for one that knows all of them.
 */
export const catalogueOf = ({ recognisers, voices }: SpeechProviders): SpeechCatalogue => ({
  recognisers: [
    ...builtInSpeech.recognisers,
    ...recognisers.map(({ name: one, languages: spoken = [] }) => ({
      name: one,
      languages: spoken.map(primarySubtag),
      grammar: true,
      freeSpeech: true,
    })),
  ],
  voices: [
    ...builtInSpeech.voices,
    ...voices.map(({ name: one, languages: spoken = [] }) => ({
      name: one,
      languages: spoken.map(primarySubtag),
      speakers: [],
    })),
  ],
});
