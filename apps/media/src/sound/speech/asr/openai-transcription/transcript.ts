import { z } from 'zod';
import type { Heard } from '../../remote/line.js';

/** API reference, Create transcription: `json` and, with segments and words, `verbose_json`. */
const transcript = z.object({
  text: z.string(),
  segments: z
    .array(z.object({ text: z.string(), avg_logprob: z.number().optional(), no_speech_prob: z.number().optional() }))
    .optional(),
  words: z.array(z.object({ word: z.string(), start: z.number(), end: z.number() })).optional(),
});

/** API reference, Transcription streaming events; other kinds are of no interest. */
const event = z.union([
  z.object({ type: z.literal('transcript.text.delta'), delta: z.string() }),
  z.object({ type: z.literal('transcript.text.done'), text: z.string() }),
  z.object({ type: z.string().refine((type) => !/^transcript\.text\.(delta|done)$/.test(type)) }),
]);

/** Whisper's own rule (transcribe.py: no_speech_threshold, logprob_threshold): words heard in silence are made up. */
const MAX_NO_SPEECH = 0.6;
const MIN_LOGPROB = -1;

/** What a transcript in JSON says. @throws ZodError when it is none */
export function parseTranscript(text: string): Heard {
  const { text: whole, segments, words = [] } = transcript.parse(JSON.parse(text));
  const real = segments?.filter(
    ({ no_speech_prob = 0, avg_logprob = 0 }) => no_speech_prob <= MAX_NO_SPEECH || avg_logprob >= MIN_LOGPROB,
  );
  const isAllReal = real === undefined || real.length === segments?.length;
  const logProbabilities = real?.flatMap(({ avg_logprob }) => avg_logprob ?? []) ?? [];
  return {
    heard: 'settled',
    text: isAllReal ? whole : real.map((segment) => segment.text.trim()).join(' '),
    // Of words among made-up ones nobody knows which are which.
    words: isAllReal
      ? words.map(({ word, start, end }) => ({ text: word, startMs: toMs(start), endMs: toMs(end) }))
      : [],
    ...(logProbabilities.length > 0 && { confidence: Math.exp(Math.min(0, ...logProbabilities)) }),
  };
}

/**
 * What a line of a streamed transcript adds: the next words, or all of them at the end.
 * @returns null for lines and kinds of no interest
 * @throws ZodError or SyntaxError when it is not of the protocol
 */
export function parseStreamed(line: string): { readonly delta: string } | { readonly whole: string } | null {
  if (!line.startsWith('data:')) return null;
  const data = line.slice('data:'.length).trim();
  if (data === '' || data === '[DONE]') return null;
  const said = event.parse(JSON.parse(data));
  if ('delta' in said) return { delta: said.delta };
  return 'text' in said ? { whole: said.text } : null;
}

const toMs = (seconds: number): number => Math.round(seconds * 1000);
