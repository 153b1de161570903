import { AppError, trackId } from '@callwright/protocol';
import { z } from 'zod';
import type { Stage } from './stage.js';
import { changeTrack, parseDub } from './verbs/dub.js';
import { recordCall } from './verbs/record-call.js';
import { dtmfCommand } from './verbs/simple.js';
import { hook } from './verbs/verb.js';
import { verbsOf } from './wire/messages.js';

/** A command of an application (spec 2 §1.2). */
export type AppCommand = {
  readonly command: string;
  readonly data?: unknown;
  readonly queueCommand?: boolean | undefined;
};

/** What commands do beyond one call. */
export type CommandWays = {
  /** The call a command is about; null: there is none of this name. */
  readonly stageOf: (callSid: string | undefined) => Stage | null;
  /** Leads who was dialled elsewhere: they have a session of their own from then on. @throws AppError when nobody was */
  readonly adult: (next: { readonly hook?: string; readonly verbs?: readonly unknown[] }) => Promise<void>;
};

type Perform = (stage: Stage, command: AppCommand, ways: CommandWays) => Promise<void>;

const redirection = z.looseObject({
  call_hook: hook,
  child_call_hook: hook,
  parent_call: z.array(z.unknown()).optional(),
  child_call: z.array(z.unknown()).optional(),
});

const redirect: Perform = async (stage, { data, queueCommand }, { adult }) => {
  if (Array.isArray(data)) return stage.runNext(data, queueCommand === true);
  const { call_hook, child_call_hook, parent_call, child_call } = redirection.parse(data);
  if (child_call_hook !== undefined) await adult({ hook: child_call_hook });
  else if (child_call) await adult({ verbs: child_call });
  if (call_hook !== undefined) await stage.redirect(call_hook);
  else if (parent_call) stage.runNext(parent_call);
};

const callStatus: Perform = async (stage, { data }) => {
  const { call_status } = z.looseObject({ call_status: z.enum(['completed', 'no-answer']) }).parse(data);
  await stage.perform({ command: 'hangup', reason: 'application', ...(call_status === 'no-answer' && { code: 480 }) });
};

const muteOf = (name: string) =>
  z.union([
    z.enum(['mute', 'unmute']),
    z
      .looseObject({ [name]: z.enum(['mute', 'unmute']) })
      .transform((one) => z.enum(['mute', 'unmute']).parse(one[name])),
  ]);

const mute =
  (name: string): Perform =>
  async (stage, { data }) => {
    await stage.perform({ command: muteOf(name).parse(data), trackId: trackId.parse(stage.call.callId) });
  };

const participantAction: Perform = async (stage, { data }) => {
  const { action } = z.looseObject({ action: z.string().max(32) }).parse(data);
  if (action !== 'mute' && action !== 'unmute') throw unsupported(`conf:participant-action ${action}`);
  await stage.perform({ command: action, trackId: trackId.parse(stage.call.callId) });
};

const listening = z.enum(['pause', 'silence', 'resume']);
const listenStatus: Perform = async (stage, { data }) => {
  const { listen_status, stream_status } = z
    .looseObject({ listen_status: listening.optional(), stream_status: listening.optional() })
    .parse(data);
  const status = listen_status ?? stream_status;
  if (status === undefined) throw new AppError('protocol.badMessage', 'listen_status is missing.');
  stage.setListenStatus(status);
};

const transcribeStatus: Perform = async (stage, { data }) =>
  stage.setTranscribeStatus(
    z.looseObject({ transcribe_status: z.enum(['pause', 'resume']) }).parse(data).transcribe_status,
  );

const record: Perform = async (stage, { data }) =>
  recordCall(z.looseObject({ action: z.string(), type: z.string().optional() }).parse(data), { stage });

const whisper: Perform = async (stage, { data }) => {
  const { whisper: wanted } = z.looseObject({ whisper: z.unknown() }).parse(data);
  await stage.runBeside(verbsOf(wanted), stage.call.signal);
};

const sendKeys: Perform = async (stage, { data }) => {
  const keys = z.looseObject({
    digit: z.string().regex(/^[0-9a-dA-D*#,wW]{1,64}$/),
    duration: z.coerce.number().optional(),
  });
  const { digit, duration = DTMF_MS } = z
    .union([z.looseObject({ dtmf: keys }).transform((one) => one.dtmf), keys])
    .parse(data);
  await stage.perform(dtmfCommand(digit, Math.min(Math.max(duration, 40), 2000), stage.newId()));
};

const DTMF_MS = 250;

const dub: Perform = async (stage, { data }) => {
  const wanted = parseDub(data);
  if (!wanted) throw new AppError('protocol.badMessage', 'dub is not understood.');
  await changeTrack(wanted, stage);
};

const tokens: Perform = async (stage, { data }) => {
  const { speech } = stage.background;
  const { id, tokens: text } = z
    .looseObject({ id: z.unknown().optional(), tokens: z.unknown().optional() })
    .parse(data);
  // An application waits for the result of whatever it has sent.
  if (typeof text === 'string') speech.tokens(id, text);
  else speech.refuse(id);
};

const config: Perform = (stage, { data }) =>
  stage.runBeside([{ ...z.looseObject({}).parse(data), verb: 'config' }], stage.call.signal);

/** By their names; `stream:status` is a synonym. */
const commands: ReadonlyMap<string, Perform> = new Map<string, Perform>([
  ['redirect', redirect],
  ['call:status', callStatus],
  ['mute:status', mute('mute_status')],
  ['conf:mute-status', mute('conf_mute_status')],
  ['conf:participant-action', participantAction],
  ['listen:status', listenStatus],
  ['stream:status', listenStatus],
  ['transcribe:status', transcribeStatus],
  ['record', record],
  ['whisper', whisper],
  ['dtmf', sendKeys],
  ['dub', dub],
  ['config', config],
  ['tts:tokens', tokens],
  ['tts:flush', async (stage) => stage.background.speech.flush()],
  ['tts:clear', async (stage) => stage.background.speech.clear()],
]);

/** Carries a command of an application out. What cannot be is told to it; never rejects. */
export const carryOut = async (
  command: AppCommand & { readonly callSid?: string | undefined },
  own: Stage,
  ways: CommandWays,
): Promise<void> => {
  const name = command.command.slice(0, 64);
  try {
    const perform = commands.get(command.command);
    if (!perform) throw unsupported(name);
    const stage = ways.stageOf(command.callSid);
    if (!stage) throw new AppError('call.ended', 'There is no call of this callSid here.');
    await perform(stage, command, ways);
  } catch (error) {
    if (own.call.isEnding) return;
    const why = error instanceof z.ZodError ? 'its data is not understood' : messageOf(error);
    own.report({ verb: name, error: why });
  }
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const unsupported = (name: string) =>
  new AppError('protocol.unsupported', `The command ${name} is not supported here.`);
