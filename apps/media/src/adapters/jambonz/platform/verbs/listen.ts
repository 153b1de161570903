import { z } from 'zod';
import type { Fork, ForkOptions } from '../../../../calls/sound-frames.js';
import { AudioLine, PLAYED_HZ } from './audio-line.js';
import { soundOut } from './prompts.js';
import { defineVerb, hook, seconds, type VerbRun } from './verb.js';

const rate = z.coerce
  .number()
  .pipe(z.union([z.literal(8000), z.literal(16_000), z.literal(24_000), z.literal(48_000), z.literal(64_000)]));

/** How a call's sound is sent to an application, also within other verbs. */
export const listenBody = z.looseObject({
  url: z.string().min(1).max(2048),
  actionHook: hook,
  wsAuth: z.looseObject({ username: z.string().max(256), password: z.string().max(256) }).optional(),
  mixType: z.enum(['mono', 'stereo', 'mixed']).optional(),
  metadata: z.record(z.string().max(64), z.unknown()).optional(),
  sampleRate: rate.optional(),
  finishOnKey: z.string().max(16).optional(),
  maxLength: seconds.optional(),
  passDtmf: z.boolean().optional(),
  playBeep: z.boolean().optional(),
  disableBidirectionalAudio: z.boolean().optional(),
  bidirectionalAudio: z
    .looseObject({ enabled: z.boolean().optional(), streaming: z.boolean().optional(), sampleRate: rate.optional() })
    .optional(),
  earlyMedia: z.boolean().optional(),
  transcribe: z.unknown().optional(),
});
export type ListenBody = z.infer<typeof listenBody>;

/** Sends the call's sound to the application until one of them has enough. */
export const listen = defineVerb(
  listenBody,
  async (body, run) => {
    const { stage, signal, id } = run;
    await stage.ready(signal, body.earlyMedia);
    if (body.transcribe !== undefined)
      stage.report({ verb: run.name, id, error: 'transcribe within listen is not supported here' });
    if (body.playBeep) await soundOut({ command: 'play', url: 'tone:beep' }, run);
    const startedMs = stage.clock.monotonicMs();
    let digits: string | undefined;
    const resultsOf = () => ({
      dialCallDuration: Math.round((stage.clock.monotonicMs() - startedMs) / 1000),
      ...(digits !== undefined && { digits }),
    });
    const takeOff = stage.atEnd(() => stage.mention({ hook: body.actionHook, verbId: id, results: resultsOf() }));
    try {
      digits = await listenTo(body, run);
      if (!signal.aborted) await stage.act({ signal, hook: body.actionHook, verbId: id, results: resultsOf() });
    } finally {
      takeOff();
    }
  },
  ['channel', 'timeout'],
);

/**
 * Sends the call's sound until the far side, a key, the time or the signal ends it.
 * @returns the key that ended it
 * @throws AppError when the application cannot be reached
 */
export const listenTo = async (body: ListenBody, run: VerbRun): Promise<string | undefined> => {
  const { stage, signal } = run;
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal, stage.call.signal]);
  const line = new AudioLine({ body, stage, onEnd: () => over.abort() });
  let key: string | undefined;
  const offKeys = stage.tap.on((event) => {
    if (event.event !== 'dtmf' || event.masked === true) return;
    if (event.phase === 'end' && body.passDtmf) line.key(event.digit, event.durationMs ?? 0);
    if (event.phase !== 'start' || !body.finishOnKey?.includes(event.digit)) return;
    key = event.digit;
    over.abort();
  });
  const timer =
    body.maxLength === undefined || body.maxLength === 0
      ? null
      : stage.clock.startTimer(body.maxLength * 1000, () => over.abort());
  const offStatus = stage.onListenStatus((status) => line.pause(status));
  let fork: Fork | null = null;
  try {
    const address = { url: body.url, username: body.wsAuth?.username, password: body.wsAuth?.password };
    await stage.openAudio(address, (socket) => line.open(socket), until);
    fork = await stage.call.sound.openFork(forkOptions(body, stage.newId()), line.listener);
    line.attach(fork);
    await aborted(until);
    return key;
  } catch (error) {
    if (!until.aborted) throw error;
    return key;
  } finally {
    timer?.cancel();
    offKeys();
    offStatus();
    line.close();
    await fork?.close();
  }
};

const forkOptions = (body: ListenBody, forkId: string): ForkOptions => {
  const { bidirectionalAudio: both, mixType = 'mono', sampleRate = 8000 } = body;
  const speaks = !body.disableBidirectionalAudio && both?.enabled !== false;
  const spokenHz = both?.streaming ? (both.sampleRate ?? sampleRate) : PLAYED_HZ;
  return {
    forkId,
    hears: { mono: 'caller' as const, stereo: 'stereo' as const, mixed: 'mixed' as const }[mixType],
    format: { codec: 'l16', rateHz: sampleRate },
    ...(speaks && { speaks: { codec: 'l16', rateHz: spokenHz } }),
    ...(both?.streaming ? {} : { maxBufferedMs: MAX_PLAYED_MS }),
  };
};

/** Whole recordings are sent at once. */
const MAX_PLAYED_MS = 600_000;

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
