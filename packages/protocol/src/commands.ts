import { z } from 'zod';
import {
  asrOptionChange,
  builtInGrammar,
  callOption,
  frameRate,
  recorderOption,
  sipHeaders,
  speechChoice,
  ttsOptionChange,
  vadOptionChange,
} from './call-option.js';
import { json } from './flow.js';
import { trackId } from './ids.js';

/** Fields any command may carry; `commandId` is echoed in `ack` and `error`. */
const common = { commandId: z.string().max(128).optional(), legId: z.string().max(128).optional() };
const command = <Name extends string, Shape extends z.ZodRawShape>(name: Name, shape: Shape) =>
  z.object({ command: z.literal(name), ...common, ...shape });

/**
 * What a caller may do to stop a playback; executed in the stream itself, then reported as `interruption`. `speech` is any
 * voice, `words` only what the recogniser understands; nothing named means it cannot be stopped.
 */
export const bargeIn = z.array(z.enum(['speech', 'words', 'keys']));
export type BargeIn = z.infer<typeof bargeIn>;

const id = z.string().min(1).max(128);
const MAX_TEXT_LETTERS = 5000;
/** Of sound in base64: what fits into one message of a call WebSocket, some five seconds. */
const MAX_SOUND_LETTERS = 240_000;
const text = z.string().max(MAX_TEXT_LETTERS);
const action = z.enum(['start', 'stop', 'pause', 'resume']);
const durationMs = z.number().int().min(0).max(86_400_000);

/** Starts a call: `sdp` (seed form) or `option.offer`. */
export const inviteCommand = command('invite', {
  sdp: z.string().max(65_536).optional(),
  callee: z.string().max(256).optional(),
  caller: z.string().max(256).optional(),
  option: callOption.optional(),
});
/** Answers a call that came in and has not been answered; its sound flows from then on. */
export const acceptCommand = command('accept', { option: callOption.optional() });
/** Declines a call that came in and has not been answered, then ends it. */
export const rejectCommand = command('reject', {
  reason: z.string().max(128).optional(),
  code: z.number().int().min(300).max(699).optional().describe('SIP status; default 603'),
});
/** Tells the far side that it rings: as a tone of its own, or with sound of ours (early media). */
export const ringingCommand = command('ringing', {
  earlyMedia: z.boolean().optional().describe('sound flows to the far side before the answer'),
  ringtone: z.string().max(2048).optional().describe('what it hears, as `play` names it; early media then'),
  recorder: recorderOption.optional().describe('records from here on, not from the answer'),
});
/** ICE candidates of the client; accepted, and needing no action since our side is ICE-lite. */
export const candidateCommand = command('candidate', { candidate: z.array(z.string().max(1024)).max(100) });
/**
 * Speaks. The same `playId` is appended to what is spoken, another interrupts it. With `streaming` the text comes in
 * pieces under one `playId`, as a language model writes it; `endOfStream` says that there are no more.
 */
export const ttsCommand = command('tts', {
  text,
  streaming: z.boolean().optional(),
  endOfStream: z.boolean().optional(),
  personal: z.boolean().optional().describe('the text holds what only this caller should hear: its sound is not kept'),
  speaker: z.string().max(64).optional(),
  playId: z.string().max(128).optional(),
  autoHangup: z.boolean().optional(),
  option: ttsOptionChange.optional(),
  bargeIn: bargeIn.optional(),
  waitInputTimeout: durationMs.optional().describe('quiet of the caller after it that is told by `silence`, in ms'),
  sound: z
    .string()
    .max(MAX_SOUND_LETTERS)
    .optional()
    .describe('played instead of the text: base64 of signed 16-bit PCM, little endian, 16000 Hz, mono'),
  cacheKey: z
    .string()
    .max(256)
    .optional()
    .describe('the sound is kept by this and the text, apart from that of the text alone'),
});
/**
 * Plays a recording: `prompt:<id>`, `recording:<recordId>` (a message taken in this call), `tone:beep`, a path inside the
 * prompt folder, or http(s) to a public address. Interrupts.
 */
export const playCommand = command('play', {
  url: z.string().min(1).max(2048),
  playId: z.string().max(128).optional(),
  autoHangup: z.boolean().optional(),
  loop: z.boolean().optional(),
  seekMs: durationMs.optional().describe('where in the recording it begins'),
  bargeIn: bargeIn.optional(),
  waitInputTimeout: durationMs.optional(),
});
/** Stops what plays; nothing happens when nothing does. */
export const interruptCommand = command('interrupt', {
  graceful: z.boolean().optional(),
  fadeOutMs: durationMs.optional(),
});
/** Holds what plays where it is; nothing happens when nothing does. */
export const pauseCommand = command('pause', {});
/** Goes on with what was held. */
export const resumeCommand = command('resume', {});
/** Ends the call. */
export const hangupCommand = command('hangup', {
  reason: z.string().max(128).optional(),
  initiator: z.string().max(32).optional(),
  code: z.number().int().min(300).max(699).optional(),
  headers: sipHeaders.optional().describe('of the request that ends a call by SIP'),
});
/**
 * Passes the call on. `mode: bridge` (default on the call WebSocket) joins it with another endpoint of ours; `sip` is a
 * true REFER; `attended` speaks to the other side first, and `announce` is what it is told.
 */
export const referCommand = command('refer', {
  target: z.string().min(1).max(256),
  referId: z.string().max(128).optional(),
  options: z
    .object({
      mode: z.enum(['sip', 'bridge', 'attended']).optional(),
      timeoutMs: durationMs.optional(),
      announce: text.optional(),
      callerId: z.string().max(256).optional(),
      headers: sipHeaders.optional(),
      music: z.string().max(2048).optional().describe('what the caller hears while it rings'),
      autoHangup: z.boolean().optional().describe('the call ends with the one it was passed on to'),
    })
    .optional(),
});
/** Notes what was said, for whoever watches the call; told by `addHistory`. */
export const historyCommand = command('history', {
  speaker: z.string().min(1).max(64),
  text,
});
/**
 * A client that drives hands the call to a flow or line of its workspace (`flow:<id>` or a name), which drives from then on;
 * without a target it takes the call back.
 */
export const redirectCommand = command('redirect', { target: z.string().min(1).max(256).optional() });
/** Silences a track before the recorder: a muted party is neither heard nor recorded. No track means all. */
export const muteCommand = command('mute', { trackId: trackId.optional() });
export const unmuteCommand = command('unmute', { trackId: trackId.optional() });
/** Asks the caller for keys or words; answered by one `gatherResult`. */
export const gatherCommand = command('gather', {
  gatherId: z.string().min(1).max(128),
  input: z.array(z.enum(['dtmf', 'speech'])).min(1),
  prompt: z
    .union([z.object({ text, personal: z.boolean().optional() }), z.object({ url: z.string().min(1).max(2048) })])
    .optional(),
  choices: z
    .array(
      z.object({
        id: z.string().min(1).max(64),
        keys: z.string().max(32).optional(),
        phrases: speechChoice.shape.phrases.optional(),
      }),
    )
    .max(500)
    .optional(),
  minDigits: z.number().int().min(1).max(64).optional(),
  maxDigits: z.number().int().min(1).max(64).optional(),
  finishOnKey: z.string().max(1).optional(),
  interDigitMs: durationMs.optional(),
  timeoutMs: durationMs.optional().describe('from the end of the prompt to the first key or word'),
  speechTimeoutMs: durationMs.optional().describe('the longest one answer may last'),
  grammar: builtInGrammar.optional().describe('what may be said, when it is no list of choices'),
  secret: z
    .boolean()
    .optional()
    .describe('the digits are kept in the vault of the call and never written: the result carries a reference'),
  language: z.string().max(16).optional(),
  speaker: z.string().max(64).optional().describe('the voice of the prompt'),
  bargeIn: bargeIn.optional(),
});
/** Controls the recogniser. */
export const asrCommand = command('asr', { action, option: asrOptionChange.optional() });
/** Controls voice activity detection. */
export const vadCommand = command('vad', { action, option: vadOptionChange.optional() });
/**
 * Controls a recording: of the call, or a `message` of its own, which holds what the caller says from `start` to `stop`
 * and can then be played as `recording:<recordId>`. A message that is discarded is nobody's: it is not kept after the call.
 * Of the `room` the call is in, from `start` to `stop`: a file of each who speaks, and one of all together.
 */
export const recordCommand = command('record', {
  action: z.enum([...action.options, 'discard']),
  of: z.enum(['call', 'message', 'room']).optional(),
  recordId: z.string().max(128).optional(),
  option: recorderOption.optional(),
});
/** Sends keypad tones. */
export const dtmfCommand = command('dtmf', {
  digits: z.string().regex(/^[0-9A-D*#,]{1,64}$/),
  durationMs: z.number().int().min(40).max(8000).optional().describe('of each key; default 100'),
  gapMs: z.number().int().min(40).max(2000).optional().describe('between keys; default 100'),
  dtmfId: z.string().max(128).optional(),
});

/**
 * Lets somebody else hear the call: we dial their WebSocket and send what is heard as binary messages of signed 16-bit PCM,
 * little endian, 20 ms each. What comes back is played to the caller when it is `bidirectional`. Told by `streamStatus`.
 * `clear` drops what came back and waits to be played, told by `playoutCleared`.
 */
export const streamCommand = command('stream', {
  streamId: id,
  action: z.enum([...action.options, 'clear']),
  url: z
    .url({ protocol: /^wss?$/ })
    .max(2048)
    .optional()
    .describe('needed to start'),
  mixType: z
    .enum(['mono', 'stereo', 'mixed'])
    .optional()
    .describe('mono: the caller; stereo: the caller left, our side right; mixed: both as one. Default mono'),
  sampleRate: frameRate.optional().describe('Hz, both ways; default 16000'),
  metadata: z.record(z.string().max(64), json).optional().describe('sent first, as text'),
  bidirectional: z.boolean().optional(),
});
/** Asks to be told, by `mark`, when what has come back by a stream so far has been heard. */
export const markCommand = command('mark', { streamId: id, name: z.string().min(1).max(128) });
/** Asks how much that came back by a stream waits to be played; told by `bufferDepth`. */
export const queryBufferCommand = command('queryBuffer', { streamId: id });

/** Calls other lines and joins the first that answers; told by `dialResult`. */
export const dialCommand = command('dial', {
  dialId: id,
  targets: z
    .array(z.object({ target: z.string().min(1).max(256), timeoutMs: durationMs.optional() }))
    .min(1)
    .max(10),
  order: z.enum(['together', 'oneAfterAnother']).optional(),
  callerId: z.string().max(256).optional(),
  headers: sipHeaders.optional(),
  timeoutMs: durationMs.optional().describe('how long it rings in all'),
  timeLimitMs: durationMs.optional().describe('how long they may talk'),
  music: z.string().max(2048).optional().describe('what the caller hears while it rings'),
});
/** Lets the call wait in a queue until an agent takes it; told by `queueResult`. */
export const enqueueCommand = command('enqueue', {
  queueId: id,
  queue: z.string().min(1).max(128),
  priority: z.number().int().min(0).max(100).optional().describe('higher goes first'),
  music: z.string().max(2048).optional(),
  maxWaitMs: durationMs.optional(),
});
/** Joins the call with everybody in a room; told by `conferenceEvent`. */
export const conferenceCommand = command('conference', {
  conferenceId: id,
  room: z.string().min(1).max(128),
  role: z.enum(['host', 'speaker', 'listener']).optional(),
  waitForHost: z.boolean().optional(),
  endsWithHost: z.boolean().optional(),
  announcesMembers: z.boolean().optional(),
  maxMembers: z.number().int().min(2).max(1000).optional(),
  music: z.string().max(2048).optional().describe('what is heard while nobody else is there'),
});
/** Gives up what the call waits in or is joined to, by the id it was begun with: dial, refer, enqueue, conference. */
export const leaveCommand = command('leave', { id });
/** Hands a message to the api, which sends it; told by `messageResult` once the job is written down. */
export const messageCommand = command('message', {
  messageId: id,
  channel: z.enum(['sms', 'email', 'webhook']),
  to: z.string().min(1).max(2048).describe('a number, an address, or a URL'),
  subject: z.string().max(200).optional(),
  text: z.string().max(10_000),
  recordIds: z.array(id).max(10).optional().describe('messages of this call to go with it'),
});
/** Marks the call for reports. Tags add up, an outcome replaces the one before. */
export const tagCommand = command('tag', {
  tags: z.record(z.string().min(1).max(64), z.string().max(256)).optional(),
  outcome: z.string().max(64).optional(),
});

/** The way out of our own words: what a protocol's far side is told as it is, if the call is by that protocol. */
export const nativeCommand = command('native', {
  protocol: z.enum(['jambonz']),
  payload: z.json().describe('of jambonz: a verb, a list of verbs, or a command as `{command, data}`'),
});

/** The canonical command set (specs/canonical.md §1), as far as it is built. */
export const commandSchema = z.discriminatedUnion('command', [
  inviteCommand,
  acceptCommand,
  rejectCommand,
  ringingCommand,
  candidateCommand,
  ttsCommand,
  playCommand,
  interruptCommand,
  pauseCommand,
  resumeCommand,
  hangupCommand,
  referCommand,
  historyCommand,
  redirectCommand,
  muteCommand,
  unmuteCommand,
  gatherCommand,
  asrCommand,
  vadCommand,
  recordCommand,
  dtmfCommand,
  streamCommand,
  markCommand,
  queryBufferCommand,
  dialCommand,
  enqueueCommand,
  conferenceCommand,
  leaveCommand,
  messageCommand,
  tagCommand,
  nativeCommand,
]);
export type Command = z.infer<typeof commandSchema>;
export type CommandName = Command['command'];
/** One command of the set by its name. */
export type CommandOf<Name extends CommandName> = Extract<Command, { command: Name }>;

/** Every name of the set, in the order of the page. */
export const commandNames: readonly CommandName[] = commandSchema.options.map((option) => option.shape.command.value);
