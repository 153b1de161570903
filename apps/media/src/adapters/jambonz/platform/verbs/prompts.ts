import { AppError, type CommandOf, type SessionEventOf, type TtsOption, toAppError } from '@callwright/protocol';
import { z } from 'zod';
import { waitFor } from '../../../../calls/rooms/wait-for.js';
import type { Stage } from '../stage.js';
import { defineVerb, hook, loop, type Synthesizer, seconds, synthesizer, texts, type VerbRun } from './verb.js';

const MAX_TEXT_CHARS = 20_000;
/** Of one `tts`. */
const MAX_SPOKEN_CHARS = 5_000;

/** What a `say` may say, also within other verbs. */
export const sayBody = z.looseObject({
  text: texts(MAX_TEXT_CHARS).optional(),
  loop: loop.optional(),
  synthesizer: synthesizer.optional(),
  earlyMedia: z.boolean().optional(),
  stream: z.boolean().optional(),
  closeStreamOnEmpty: z.boolean().optional(),
  closeOnStreamEmpty: z.boolean().optional().describe('as the server has it'),
});
/** What a `play` may say, also within other verbs. */
export const playBody = z.looseObject({
  url: texts(2048),
  loop: loop.optional(),
  earlyMedia: z.boolean().optional(),
  seekOffset: z.coerce.number().min(0).optional().describe('samples of 8000 Hz'),
  timeoutSecs: seconds.optional(),
  actionHook: hook,
});

type Spoken = CommandOf<'tts' | 'play'>;
type Outcome = { readonly isWhole: boolean; readonly durationMs: number; readonly error?: SessionEventOf<'error'> };

/** Speaks. With `stream`, what the application writes piece by piece. */
export const say = defineVerb(
  sayBody,
  async (body, run) => {
    const { stage, signal } = run;
    const { closeStreamOnEmpty, closeOnStreamEmpty = closeStreamOnEmpty, text = [] } = body;
    if (body.stream) return stage.background.speech.speak(run, text, closeOnStreamEmpty ?? true);
    await stage.ready(signal, body.earlyMedia);
    for (let round = 0; round < (body.loop ?? 1); round += 1)
      for (const text of body.text ?? []) await speak(text, body.synthesizer, run);
  },
  ['instructions'],
);

/** Plays recordings. */
export const play = defineVerb(playBody, async (body, run) => {
  const { stage, signal, id } = run;
  await stage.ready(signal, body.earlyMedia);
  const playing = playAll(body, run);
  const { clock } = stage;
  const timeoutMs = body.timeoutSecs === undefined ? undefined : body.timeoutSecs * 1000;
  const played = await waitFor(playing, { clock, timeoutMs, signal });
  if (played === 'timeout') stage.call.dispatch({ command: 'interrupt' });
  const { playedMs, isWhole } = played === 'timeout' || played === 'aborted' ? await playing : played;
  const playback = {
    playbackSeconds: Math.floor(playedMs / 1000),
    playbackMilliseconds: playedMs,
    playbackLastOffsetPos: playedMs * SAMPLES_PER_MS,
  };
  const reason = isWhole ? 'playCompleted' : 'playFailed';
  await stage.act({ signal, hook: body.actionHook, verbId: id, results: { reason, ...playback } });
});

const SAMPLES_PER_MS = 8;

const playAll = async (body: z.infer<typeof playBody>, run: VerbRun) => {
  let playedMs = 0;
  let isWhole = true;
  for (let round = 0; round < (body.loop ?? 1) && isWhole; round += 1)
    for (const url of body.url) {
      const seekMs = body.seekOffset === undefined ? undefined : Math.round(body.seekOffset / SAMPLES_PER_MS);
      const outcome = await playUrl(url, run, seekMs);
      playedMs += outcome.durationMs;
      isWhole = outcome.isWhole;
      if (!isWhole) break;
    }
  return { playedMs, isWhole };
};

/** `silence_stream://<ms>` is how FreeSwitch writes a pause. */
const SILENCE = /^silence_stream:\/\/(?<ms>\d{1,8})/;

const playUrl = async (url: string, run: VerbRun, seekMs?: number): Promise<Outcome> => {
  const { stage, signal } = run;
  const silence = SILENCE.exec(url)?.groups?.ms;
  if (silence !== undefined) {
    const startedMs = stage.clock.monotonicMs();
    await waitFor(new Promise<never>(() => undefined), { clock: stage.clock, timeoutMs: Number(silence), signal });
    return { isWhole: !signal.aborted, durationMs: Math.round(stage.clock.monotonicMs() - startedMs) };
  }
  const outcome = await soundOut({ command: 'play', url: recordingOf(url, stage), ...(seekMs && { seekMs }) }, run);
  if (outcome.error) run.stage.report({ verb: run.name, id: run.id, error: outcome.error.error });
  return outcome;
};

/** Where a recording lies: our own names stay as they are, others are addresses. */
export const recordingOf = (url: string, stage: Pick<Stage, 'resolve'>): string =>
  /^(prompt|recording|tone):/.test(url) ? url : stage.resolve(url, 'web');

const speak = async (written: string, wanted: Synthesizer | undefined, run: VerbRun): Promise<void> => {
  const { stage } = run;
  for (const text of spokenParts(written)) {
    const option = ttsOptionOf({ ...stage.settings.synthesizer, ...wanted });
    const outcome = await soundOut({ command: 'tts', text, ...(option && { option }) }, run);
    if (!outcome.error) continue;
    stage.report({ verb: run.name, id: run.id, error: outcome.error.error });
    // A voice we do not have is no reason to say nothing.
    if (option) await soundOut({ command: 'tts', text }, run);
  }
};

/** How it is to be spoken; null: as the call speaks anyway. */
export const ttsOptionOf = ({ vendor, language, voice }: Synthesizer): Partial<TtsOption> | null => {
  const named = (text: unknown): text is string => typeof text === 'string' && text !== '' && text !== 'default';
  const option = {
    ...(named(vendor) && { provider: vendor }),
    ...(named(language) && { language }),
    ...(named(voice) && { speaker: voice }),
  };
  return Object.keys(option).length > 0 ? option : null;
};

/** The words of a text, without the marks of SSML, in pieces of a length that can be spoken at once. */
export const spokenParts = (written: string): readonly string[] => {
  const words = wordsOf(written);
  const parts: string[] = [];
  for (let rest = words; rest !== ''; ) {
    const cut = rest.length <= MAX_SPOKEN_CHARS ? rest.length : Math.max(rest.lastIndexOf(' ', MAX_SPOKEN_CHARS), 1);
    parts.push(rest.slice(0, cut));
    rest = rest.slice(cut).trimStart();
  }
  return parts;
};

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The words of a text that may be SSML. */
export const wordsOf = (written: string): string =>
  !written.trimStart().startsWith('<speak')
    ? written.trim()
    : written
        .replace(/<[^>]*>/g, ' ')
        .replace(/&(amp|lt|gt|quot|apos);/g, (_all, name: string) => ENTITIES[name] ?? ' ')
        .replace(/\s+/g, ' ')
        .trim();

/** Plays one thing to its end, or until it is given up; then it is silent. @throws AppError what refuses it */
export const soundOut = async (command: Spoken, { stage, signal, name, id }: VerbRun): Promise<Outcome> => {
  const playId = stage.newId();
  const about = { name, ...(id !== undefined && { id }), verb: name };
  // It ends also when nobody waits for it: by its end, or by that of the call.
  const over = stage.tap.first<Outcome>((event) => {
    if (event.event === 'trackEnd' && event.playId === playId)
      return { isWhole: event.interrupted !== true, durationMs: event.durationMs };
    if (event.event === 'error' && event.playId === playId) return { isWhole: false, durationMs: 0, error: event };
    return undefined;
  }, stage.call.signal);
  const stop = () => stage.call.dispatch({ command: 'interrupt' });
  signal.throwIfAborted();
  signal.addEventListener('abort', stop, { once: true });
  try {
    stage.notify({ ...about, event: 'start-playback' });
    const { bargeIn = stage.background.bargeIn } = command;
    await stage.perform({ ...command, playId, ...(bargeIn.length > 0 && { bargeIn }) });
    const outcome = await over;
    stage.notify({ ...about, event: outcome.isWhole ? 'stop-playback' : 'kill-playback' });
    return outcome;
  } catch (error) {
    const { code, message } = toAppError(error);
    if (signal.aborted || code === 'call.ended') throw error;
    throw new AppError(code, message);
  } finally {
    signal.removeEventListener('abort', stop);
  }
};
