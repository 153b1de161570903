import { z } from 'zod';
import { speechOf } from './gather.js';
import { defineVerb, hook, recognizer, type VerbRun } from './verb.js';

/** How words are told, also in the background (`config.transcribe`). */
export const transcribeBody = z.looseObject({
  transcriptionHook: hook,
  translationHook: hook,
  recognizer: recognizer.optional(),
  earlyMedia: z.boolean().optional(),
});
export type TranscribeBody = z.infer<typeof transcribeBody>;

/** Tells what the caller says until it is given up. */
export const transcribe = defineVerb(
  transcribeBody,
  async (body, run) => {
    await run.stage.ready(run.signal, body.earlyMedia);
    await transcribeTo(body, run);
  },
  ['channel'],
);

/** Tells what the caller says until the signal. @throws AppError when nobody can be understood */
export const transcribeTo = async (
  { transcriptionHook, translationHook, recognizer: asked }: TranscribeBody,
  { stage, signal, name, id }: VerbRun,
): Promise<void> => {
  if (translationHook !== undefined) stage.report({ verb: name, id, error: 'translation is not supported here' });
  const wanted = { ...stage.settings.recognizer, ...asked };
  let isPaused = false;
  const offStatus = stage.onTranscribeStatus((status) => {
    isPaused = status === 'pause';
  });
  const off = stage.tap.on((event) => {
    const isFinal = event.event === 'transcriptionFinal';
    if (!isFinal && (event.event !== 'transcriptionDelta' || wanted.interim !== true)) return;
    if (isPaused || event.text === '') return;
    stage.mention({ hook: transcriptionHook, verbId: id, results: { speech: speechOf(event, wanted, isFinal) } });
  });
  const choices = wanted.hints
    ?.slice(0, 500)
    .map((phrase, at) => ({ id: `hint${at}`, phrases: [phrase.slice(0, 200)] }));
  const option = {
    ...(wanted.language !== undefined && { language: wanted.language }),
    ...(choices && choices.length > 0 ? { choices } : { grammar: 'free' as const }),
  };
  try {
    await stage.perform({ command: 'asr', action: 'start', option });
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
      if (signal.aborted) resolve();
    });
  } finally {
    off();
    offStatus();
    stage.call.dispatch({ command: 'asr', action: 'stop' });
  }
};
