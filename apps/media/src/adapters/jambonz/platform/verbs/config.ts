import { z } from 'zod';
import { gatherBody } from './gather.js';
import { listenBody, listenTo } from './listen.js';
import { recordCall } from './record-call.js';
import { transcribeBody, transcribeTo } from './transcribe.js';
import { defineVerb, recognizer, synthesizer, type VerbRun } from './verb.js';

const enable = { enable: z.boolean().optional() };

const configBody = z.looseObject({
  synthesizer: synthesizer.optional(),
  recognizer: recognizer.optional(),
  bargeIn: gatherBody.extend({ ...enable, sticky: z.boolean().optional() }).optional(),
  ttsStream: z.looseObject({ ...enable, synthesizer: synthesizer.optional() }).optional(),
  record: z.looseObject({ action: z.string(), type: z.string().optional() }).optional(),
  listen: z.looseObject({ ...enable, url: z.string().optional() }).optional(),
  stream: z.looseObject({ ...enable, url: z.string().optional() }).optional(),
  transcribe: transcribeBody.extend(enable).optional(),
  notifyEvents: z.boolean().optional(),
  onHoldMusic: z.string().max(2048).optional(),
  reset: z.union([z.string().transform((one) => [one]), z.array(z.string()).max(20)]).optional(),
});
type Body = z.infer<typeof configBody>;

/** Settings that change what happens, and that we do not have. */
const lacks = [
  ...['amd', 'fillerNoise', 'vad', 'actionHookDelayAction', 'sipRequestWithinDialogHook', 'boostAudioSignal'],
  ...['referHook', 'noiseIsolation', 'turnTaking', 'trackTtsPlayout', 'notifySttLatency'],
];

/** Sets how the rest of the call goes. */
export const config = defineVerb(
  configBody,
  async (body, run) => {
    reset(body.reset ?? [], run);
    setSpeech(body, run);
    setOthers(body, run);
    sendSound(body, run);
    tellWords(body, run);
    if (body.record) await recordCall(body.record, run);
  },
  lacks,
);

const setSpeech = ({ synthesizer: voice, recognizer: ear, ttsStream }: Body, { stage }: VerbRun): void => {
  const { settings, background } = stage;
  if (voice) settings.synthesizer = { ...settings.synthesizer, ...voice };
  if (ear) settings.recognizer = { ...settings.recognizer, ...ear };
  if (ttsStream?.synthesizer) settings.synthesizer = { ...settings.synthesizer, ...ttsStream.synthesizer };
  if (ttsStream?.enable === undefined) return;
  background.end(STREAMING);
  if (ttsStream.enable)
    background.begin(STREAMING, async (signal) => {
      await stage.ready(signal);
      background.speech.enable(true);
    });
  else background.speech.enable(false);
};

const setOthers = ({ notifyEvents, onHoldMusic, bargeIn }: Body, { stage }: VerbRun): void => {
  const { settings, background } = stage;
  if (notifyEvents !== undefined) settings.notifiesEvents = notifyEvents;
  if (onHoldMusic !== undefined) settings.holdMusic = onHoldMusic === '' ? null : onHoldMusic;
  if (!bargeIn) return;
  // What jambonz listens for when it is not told.
  const body = { ...bargeIn, bargein: bargeIn.bargein ?? true, input: bargeIn.input ?? ['speech'] };
  background.ask(bargeIn.enable === false ? null : { body, isSticky: bargeIn.sticky === true });
};

const reset = (names: readonly string[], { stage }: VerbRun): void => {
  if (names.includes('synthesizer')) stage.settings.synthesizer = null;
  if (names.includes('recognizer')) stage.settings.recognizer = null;
};

const sendSound = ({ listen, stream }: Body, { stage, ...run }: VerbRun): void => {
  const wanted = listen ?? stream;
  if (!wanted) return;
  stage.background.end(LISTENING);
  if (wanted.enable === false) return;
  const body = listenBody.safeParse(wanted);
  if (!body.success) {
    stage.report({ verb: 'config', id: run.id, error: 'listen needs a url' });
    return;
  }
  stage.background.begin(LISTENING, async (signal) => {
    await stage.ready(signal);
    await listenTo(body.data, { ...run, stage, name: 'listen', signal });
  });
};

const tellWords = ({ transcribe }: Body, { stage, ...run }: VerbRun): void => {
  if (!transcribe) return;
  stage.background.end(TRANSCRIBING);
  if (transcribe.enable === false) return;
  stage.background.begin(TRANSCRIBING, async (signal) => {
    await stage.ready(signal);
    await transcribeTo(transcribe, { ...run, stage, name: 'transcribe', signal });
  });
};

const LISTENING = 'listen';
const TRANSCRIBING = 'transcribe';
const STREAMING = 'ttsStream';
