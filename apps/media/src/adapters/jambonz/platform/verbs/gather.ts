import type { BargeIn, CommandOf, SessionEventOf } from '@callwright/protocol';
import { z } from 'zod';
import type { Stage } from '../stage.js';
import { playBody, recordingOf, sayBody, soundOut, ttsOptionOf, wordsOf } from './prompts.js';
import { defineVerb, hook, type Recognizer, recognizer, seconds, type VerbRun } from './verb.js';

const digitCount = z.coerce.number().int().min(1).max(64);

/** What is asked for, also in the background (`config.bargeIn`). */
export const gatherBody = z.looseObject({
  actionHook: hook,
  partialResultHook: hook,
  input: z
    .union([z.string().transform((one) => [one]), z.array(z.string()).max(5)])
    .optional()
    .describe('digits, speech'),
  finishOnKey: z.string().max(8).optional(),
  numDigits: digitCount.optional(),
  minDigits: digitCount.optional(),
  maxDigits: digitCount.optional(),
  interDigitTimeout: seconds.optional(),
  speechTimeout: seconds.optional(),
  timeout: seconds.optional(),
  bargein: z.boolean().optional(),
  dtmfBargein: z.boolean().optional(),
  minBargeinWordCount: z.coerce.number().int().min(0).optional(),
  recognizer: recognizer.optional(),
  say: sayBody.optional(),
  play: playBody.optional(),
});
export type GatherBody = z.infer<typeof gatherBody>;

/** Asks the caller for keys or words. */
export const gather = defineVerb(
  gatherBody,
  async (body, run) => {
    const { stage, signal, id } = run;
    await stage.ready(signal);
    for (const url of body.play?.url.slice(0, -1) ?? [])
      await soundOut({ command: 'play', url: recordingOf(url, stage), bargeIn: bargeInOf(body) }, run);
    const gatherId = stage.newId();
    const stopPartials = tellPartials(body, stage);
    const stopNotices = tellBargeIn(gatherId, run);
    try {
      const result = await stage.gather(gatherCommandOf(gatherId, body, stage), signal);
      if (result.reason === 'interrupted') return;
      if (result.reason === 'error')
        stage.report({ verb: 'gather', id, error: result.error ?? 'the answer could not be heard' });
      await stage.act({ signal, hook: body.actionHook, verbId: id, results: resultsOf(result, stage) });
    } finally {
      stopPartials();
      stopNotices();
    }
  },
  ['fillerNoise', 'actionHookDelayAction'],
);

/** What a gather comes to, as applications are told. */
export const resultsOf = (
  { reason, digits, text = '', confidence, error }: SessionEventOf<'gatherResult'>,
  stage: Pick<Stage, 'settings'>,
): Readonly<Record<string, unknown>> => {
  if (reason === 'digits') return { reason: 'dtmfDetected', digits: digits ?? '' };
  // What was said and not understood is nothing said (jambonz: an empty transcript ends in a timeout).
  if (reason === 'speech' && text !== '')
    return { reason: 'speechDetected', speech: speechOf({ text, confidence }, stage.settings.recognizer, true) };
  if (reason === 'error') return { reason: 'error', details: { error: error ?? 'failed' } };
  return { reason: 'timeout', ...(digits !== undefined && { digits }) };
};

/** Words as jambonz writes them. */
export const speechOf = (
  { text, confidence, language }: { text: string; confidence?: number | undefined; language?: string | undefined },
  wanted: Recognizer | null,
  isFinal: boolean,
): Readonly<Record<string, unknown>> => ({
  language_code: language ?? wanted?.language ?? 'en-US',
  channel_tag: 1,
  is_final: isFinal,
  alternatives: [{ transcript: text, confidence: confidence ?? 1 }],
  vendor: { name: wanted?.vendor ?? 'default', evt: {} },
});

/** A day: jambonz's 0 is for ever. */
const FOREVER_MS = 86_400_000;

/** The question as the call asks it. */
export const gatherCommandOf = (
  gatherId: string,
  body: GatherBody,
  { settings, resolve }: Pick<Stage, 'settings' | 'resolve'>,
): CommandOf<'gather'> => {
  const wanted = { ...settings.recognizer, ...body.recognizer };
  const prompt = promptOf(body, { settings, resolve });
  const voice = ttsOptionOf({ ...settings.synthesizer, ...body.say?.synthesizer })?.speaker;
  return {
    command: 'gather',
    gatherId,
    ...inputOf(body, wanted),
    ...(prompt && { prompt }),
    ...(voice !== undefined && { speaker: voice }),
    ...keysOf(body),
    ...waitsOf(body),
    ...(wanted.language !== undefined && { language: wanted.language.slice(0, 16) }),
    bargeIn: bargeInOf(body),
  };
};

type Part<Key extends keyof CommandOf<'gather'>> = Pick<CommandOf<'gather'>, Key>;

const inputOf = ({ input }: GatherBody, { hints = [] }: Recognizer): Part<'input' | 'choices' | 'grammar'> => {
  const phrases = hints.filter((phrase) => phrase !== '' && phrase.length <= 200);
  if (!input?.includes('speech')) return { input: ['dtmf'] };
  const words = phrases.length > 0 ? { choices: choicesOf(phrases) } : { grammar: 'free' as const };
  return { input: hearsKeys(input) ? ['dtmf', 'speech'] : ['speech'], ...words };
};

// jambonz asks for keys when it is not told.
const hearsKeys = (input: readonly string[] = ['digits']): boolean =>
  input.some((one) => one === 'digits' || one === 'dtmf');

const keysOf = (body: GatherBody): Part<'minDigits' | 'maxDigits' | 'finishOnKey'> => {
  const { numDigits, finishOnKey = '', maxDigits = numDigits } = body;
  return {
    minDigits: body.minDigits ?? 1,
    ...(maxDigits !== undefined && { maxDigits: numDigits ?? maxDigits }),
    ...(finishOnKey !== '' && { finishOnKey: finishOnKey.slice(0, 1) }),
  };
};

const waitsOf = (body: GatherBody): Part<'timeoutMs' | 'interDigitMs' | 'speechTimeoutMs'> => {
  const { timeout, interDigitTimeout, speechTimeout = 0 } = body;
  return {
    ...(interDigitTimeout !== undefined && { interDigitMs: Math.round(interDigitTimeout * 1000) }),
    ...(speechTimeout > 0 && { speechTimeoutMs: Math.round(speechTimeout * 1000) }),
    ...(timeout !== undefined && { timeoutMs: timeout === 0 ? FOREVER_MS : Math.round(timeout * 1000) }),
  };
};

/** Hints are what our own recogniser listens for: those of a recogniser of free speech would help it all the same. */
const choicesOf = (phrases: readonly string[]) =>
  [...new Set(phrases)].map((phrase, at) => ({ id: `hint${at}`, phrases: [phrase] }));

/** What of the caller stops the words of a question. */
export const bargeInOf = ({ input, bargein, dtmfBargein, minBargeinWordCount = 1 }: GatherBody): BargeIn => [
  ...((dtmfBargein ?? hearsKeys(input)) ? (['keys'] as const) : []),
  ...(bargein ? [minBargeinWordCount === 0 ? ('speech' as const) : ('words' as const)] : []),
];

const MAX_PROMPT_CHARS = 5_000;

const promptOf = ({ say, play }: GatherBody, stage: Pick<Stage, 'settings' | 'resolve'>) => {
  const url = play?.url.at(-1);
  if (url !== undefined) return { url: recordingOf(url, stage) };
  const words = (say?.text ?? []).map(wordsOf).join(' ');
  const rounds = Math.min(say?.loop ?? 1, Math.max(1, Math.floor(MAX_PROMPT_CHARS / (words.length + 1))));
  return words === ''
    ? null
    : {
        text: Array.from({ length: rounds }, () => words)
          .join(' ')
          .slice(0, MAX_PROMPT_CHARS),
      };
};

const tellPartials = ({ partialResultHook }: GatherBody, stage: Stage): (() => void) => {
  if (partialResultHook === undefined) return () => undefined;
  return stage.tap.on((event) => {
    if (event.event !== 'transcriptionDelta' || event.text === '') return;
    stage.mention({ hook: partialResultHook, results: { speech: speechOf(event, stage.settings.recognizer, false) } });
  });
};

const tellBargeIn = (gatherId: string, { stage, id }: VerbRun): (() => void) =>
  stage.tap.on((event) => {
    if (event.event !== 'interruption' || event.playId !== gatherId) return;
    const by = event.cause === 'keys' ? 'dtmf-bargein-detected' : 'speech-bargein-detected';
    if (event.cause !== 'command') stage.notify({ name: 'gather', verb: 'gather', ...(id && { id }), event: by });
  });
