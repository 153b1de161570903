import { z } from 'zod';

/** Recording of a call: stereo WAV, caller left, callee right. */
export const recorderOption = z.object({
  samplerate: z.number().int().optional().describe('Hz; default is the rate of the call (16000 for Opus, else 8000)'),
  recorderFile: z.string().max(200).optional().describe('Ignored but accepted: the file is named after the call'),
  startWhenAnswer: z.boolean().optional().describe('false: nothing is recorded before `record` says so; default true'),
  consentTone: z.boolean().optional().describe('a beep when recording begins, and every 15 seconds of it'),
  format: z.enum(['wav', 'mp3', 'opus']).optional().describe('what the finished file is turned into; default wav'),
  channels: z.enum(['stereo', 'mono']).optional().describe('of the finished file; default stereo'),
});
export type RecorderOption = z.infer<typeof recorderOption>;

/** What may be changed of {@link vadOption} during a call; what is absent stays as it is. */
export const vadOptionChange = z.object({
  type: z.enum(['silero', 'webrtc']).optional(),
  voiceThreshold: z.number().min(0).max(1).optional().describe('probability above which a frame is speech'),
  stopThreshold: z.number().min(0).max(1).optional().describe('probability below which speech may have ended'),
  speechPadding: z.number().int().min(0).max(5000).optional().describe('ms of sound kept before speech'),
  silencePadding: z.number().int().min(0).max(10_000).optional().describe('ms of silence that end a turn'),
  minimumSpeech: z.number().int().min(0).max(5000).optional().describe('ms of speech that count as a turn'),
  silenceTimeout: z
    .number()
    .int()
    .min(0)
    .max(3_600_000)
    .optional()
    .describe('ms of quiet that are told by `silence` as they pass, again and again; 0: they are not'),
});
/** Voice activity detection of the caller. */
export const vadOption = vadOptionChange.extend({ type: z.enum(['silero', 'webrtc']).default('silero') });
export type VadOption = z.infer<typeof vadOption>;

/** When the caller's turn is over, so that the call may answer. */
export const eouOption = z.object({
  silence: z
    .number()
    .int()
    .min(50)
    .max(10_000)
    .optional()
    .describe('ms of silence that end a turn; default is vad.silencePadding'),
  unfinishedSilence: z
    .number()
    .int()
    .min(50)
    .max(20_000)
    .optional()
    .describe('ms of silence while what was said so far could go on; default is silence'),
});
export type EouOption = z.infer<typeof eouOption>;

/** Whether a machine answers an outbound call. */
export const amdOption = z.object({
  maxGreeting: z
    .number()
    .int()
    .min(100)
    .max(20_000)
    .optional()
    .describe('ms of speech that only a machine says; default 2500'),
  silenceAfterGreeting: z
    .number()
    .int()
    .min(100)
    .max(10_000)
    .optional()
    .describe('ms of quiet after a short greeting: a person; default 800'),
  maxWait: z.number().int().min(500).max(60_000).optional().describe('ms after which it is left open; default 6000'),
  beepWait: z
    .number()
    .int()
    .min(0)
    .max(120_000)
    .optional()
    .describe('ms a machine is listened to for its beep; default 30000'),
});
export type AmdOption = z.infer<typeof amdOption>;

/** What the recogniser may hear, as named answers with the phrases that mean each. */
export const speechChoice = z.object({
  id: z.string().min(1).max(64),
  phrases: z.array(z.string().min(1).max(200)).min(1).max(50),
});
export type SpeechChoice = z.infer<typeof speechChoice>;

/**
 * What a recogniser may hear without a list: the grammars every flow may ask for. `free` is any words, for recognisers
 * that can; the others a provider refuses in the languages it does not know.
 */
export const builtInGrammar = z.enum(['number', 'digits', 'date', 'time', 'yesNo', 'free']);
export type BuiltInGrammar = z.infer<typeof builtInGrammar>;

/** What may be changed of {@link asrOption} during a call; what is absent stays as it is. */
export const asrOptionChange = z.object({
  provider: z.string().optional(),
  language: z.string().optional(),
  choices: z.array(speechChoice).max(500).optional(),
  grammar: builtInGrammar.optional(),
  strictness: z
    .enum(['loose', 'normal', 'strict'])
    .optional()
    .describe('how readily speech outside the choices is refused'),
  startWhenAnswer: z.boolean().optional(),
});
/** Speech recognition of the caller. */
export const asrOption = asrOptionChange.extend({
  provider: z.string().default('soundswallower'),
  language: z.string().default('en-US'),
});
export type AsrOption = z.infer<typeof asrOption>;

/** What one `tts` may say otherwise than {@link ttsOption}; what is absent stays as it is. */
export const ttsOptionChange = z.object({
  provider: z.string().optional(),
  speaker: z.string().optional(),
  language: z.string().optional(),
  speed: z.number().min(0.5).max(2).optional(),
});
/** Speech synthesis of our side. */
export const ttsOption = ttsOptionChange.extend({
  provider: z.string().default('flite'),
  language: z.string().default('en-US'),
});
export type TtsOption = z.infer<typeof ttsOption>;

/** What a call uses when its client does not say: an endpoint carries one, `CALLWRIGHT_CALL_DEFAULTS` is another. */
export const callDefaults = z.object({
  recorder: recorderOption.optional(),
  vad: vadOption.optional(),
  asr: asrOption.optional(),
  tts: ttsOption.optional(),
  eou: eouOption.optional(),
  denoise: z.boolean().optional().describe('takes steady noise out of what the caller says, before it is understood'),
  inactivityTimeout: z.coerce
    .number()
    .min(1)
    .max(86_400)
    .optional()
    .describe('seconds without a sign of the caller or of us'),
});
export type CallDefaults = z.infer<typeof callDefaults>;

/** Headers of a SIP call by name: what a flow may set and read. */
export const sipHeaders = z.record(z.string().regex(/^[A-Za-z0-9!%*_+`'~.-]{1,64}$/), z.string().max(512));

/** A call by SIP (spec 0 §3). Who names a user and password calls with those, else by the trunks of the workspace. */
export const sipOption = z.object({
  username: z.string().max(128).optional(),
  password: z.string().max(256).optional(),
  realm: z.string().max(253).optional(),
  contact: z
    .string()
    .max(256)
    .regex(/^(?:<?sips?:[^@\s<>]+@[^\s<>]+>?|[a-z0-9+._~!'()*&=$%-]+)$/i, 'must be sip:name@host, or a name')
    .optional()
    .describe("whose name is our Contact's; its place is ours, where the call is"),
  headers: sipHeaders.optional(),
  hangupHeaders: sipHeaders.optional().describe('of the request by which we end the call'),
  extractHeaders: z
    .array(z.string().max(64))
    .max(32)
    .optional()
    .describe('of the INVITE, or of the answer; told in `extra` of `hangup`'),
});
export type SipOption = z.infer<typeof sipOption>;

/** Hz of sound as bytes of a connection. */
export const frameRate = z.literal([8000, 16_000, 24_000, 48_000, 64_000]);

/**
 * Passes the caller's sound to a WebSocket that we dial when the call has sound, and plays what comes back: binary messages
 * of signed 16-bit PCM, little endian, mono, both ways, and nothing else (spec 0 §3, §5).
 */
export const mediaPassOption = z.object({
  url: z.url({ protocol: /^wss?$/ }).max(2048),
  inputSampleRate: frameRate.optional().describe('Hz of what comes back; default 16000'),
  outputSampleRate: frameRate.optional().describe('Hz of what is sent; default 16000'),
  packetSize: z
    .number()
    .int()
    .min(160)
    .max(65_536)
    .multipleOf(2)
    .optional()
    .describe('bytes of each message that is sent; default 2560, or those of `ptime`'),
  ptime: z.number().int().min(20).max(500).optional().describe('ms of sound in each message, instead of `packetSize`'),
});
export type MediaPassOption = z.infer<typeof mediaPassOption>;

/** A bed of sound under our side, played again and again, and softer while we speak. */
export const ambianceOption = z.object({
  path: z.string().min(1).max(2048).describe('what is played, as `play` names it'),
  duckLevel: z.number().min(0).max(1).optional().describe('how loud it is while we speak; default 0.1'),
  normalLevel: z.number().min(0).max(1).optional().describe('how loud it is otherwise; default 0.3'),
  transitionSpeed: z
    .number()
    .min(0.001)
    .max(1)
    .optional()
    .describe('the part of the way to the other level that is gone every 20 ms; default 0.1'),
  enabled: z.boolean().optional().describe('default true'),
});
export type AmbianceOption = z.infer<typeof ambianceOption>;

/** The `option` of `invite` and `accept` (spec 0 §3); unknown fields are ignored. */
export const callOption = callDefaults.extend({
  offer: z.string().max(65_536).optional(),
  callee: z.string().max(256).optional(),
  caller: z.string().max(256).optional(),
  handshakeTimeout: z.coerce.number().min(1).max(120).optional().describe('seconds'),
  amd: amdOption.optional(),
  sip: sipOption.optional(),
  mediaPass: mediaPassOption.optional(),
  ambiance: ambianceOption.optional(),
  extra: z.record(z.string().max(64), z.string().max(512)).optional().describe('told again in `hangup`'),
  codec: z.enum(['pcm', 'pcmu', 'pcma', 'g722']).optional().describe('of sound in frames (`/call`); default pcm'),
  // Sent by the socket the client is on, out of two forks of `call.sound` (`openFork`): one that hears `caller` for frames
  // that begin with 0, one that hears `callee` for those that begin with 1, both in `l16` of 16000 Hz.
  subscribe: z.boolean().optional().describe('both sides are sent to the client as binary frames'),
  enableIpv6: z.boolean().optional().describe('addresses of IPv6 are told in the answer'),
});
export type CallOption = z.infer<typeof callOption>;
