import type { KeyChange } from '@callwright/audio';
import { type CallId, SERVER_TRACK, type SessionEvent, type TrackId, toAppError, trackId } from '@callwright/protocol';
import type { StreamOptions } from '../../link/messages.js';
import { Ambiance } from './ambiance.js';
import { CallEar } from './call-ear.js';
import { CallRecording } from './call-recording.js';
import { createCallSources } from './call-sources.js';
import { createDtmfProcessor } from './dtmf-processor.js';
import { MessageRecordings } from './message-recordings.js';
import { Playback } from './playback.js';
import type { StreamParts } from './stream-parts.js';
import { ToneTrack } from './tone-track.js';
import { type PacketCodec, type Processor, packetCodecOf, type Track } from './track.js';
import { TrackSlot } from './track-slot.js';

/** How a caller's sound comes in. */
export type LegFormat = {
  readonly codec: string;
  readonly rateHz: 8000 | 16000;
  /** Keys come as tones only, and are listened for. */
  readonly keysAreTones?: boolean;
  /** It takes packets that are kept in its codec; default true. */
  readonly takesPackets?: boolean;
};

/** All that a stream has once a leg is attached. */
export type CallSound = {
  readonly leg: Track;
  readonly format: LegFormat;
  /** What packets for the leg are coded in; null when it takes none. */
  readonly packetCodec: PacketCodec | null;
  readonly caller: TrackSlot;
  readonly callee: TrackSlot;
  readonly playback: Playback;
  readonly tones: ToneTrack;
  readonly keys: readonly Processor[];
  readonly ear: CallEar;
  readonly recording: CallRecording;
  readonly messages: MessageRecordings;
};

/** Whose sound it is, and who hears of it. */
export type CallSoundOptions = {
  readonly stream: StreamOptions;
  readonly parts: StreamParts;
  /** When the next 20 ms of the call begin, in ms since the epoch. */
  readonly nextTickMs: () => number;
  readonly onKey: (change: KeyChange) => void;
};

/** Id of a caller's track: the call's own. */
export const callerTrackOf = (callId: CallId): TrackId => trackId.parse(callId);

/** Makes the sound of a call for the leg its caller comes by. */
export function createCallSound(leg: Track, format: LegFormat, options: CallSoundOptions): CallSound {
  const { stream, parts, nextTickMs } = options;
  const { callId, recorder: option } = stream;
  const { clock, openRecorder, openMessage } = parts;
  const { rateHz } = format;
  const emit = emitterOf(options);
  const messages = new MessageRecordings({ callId, rateHz, openMessage, clock, emit });
  const sources = createCallSources(parts.sources, messages, {
    lane: callId,
    ...(stream.speechKeys && { apiKeys: stream.speechKeys.voices }),
  });
  const playback = new Playback({ rateHz, tts: stream.tts, sources, clock, emit });
  const tones = new ToneTrack(rateHz);
  const caller = new TrackSlot(callerTrackOf(callId), rateHz);
  const callee = new TrackSlot(SERVER_TRACK, rateHz);
  const addTone = (tone: Track): void => callee.addTrack(tone);
  const recording = new CallRecording({ rateHz, option, callId, openRecorder, clock, nextTickMs, emit, addTone });
  caller.addTrack(leg);
  callee.addTrack(playback);
  callee.addTrack(tones);
  const packetCodec = format.takesPackets === false ? null : packetCodecOf(format.codec);
  const keys = keysOf(format, options);
  const ear = createEar(rateHz, playback, options);
  return arranged({ leg, format, packetCodec, caller, callee, playback, tones, keys, ear, recording, messages });
}

/** The same sound with an ear made anew: how the call is listened to has changed. */
export function withNewEar(sound: CallSound, options: CallSoundOptions): CallSound {
  sound.ear.close();
  return arranged({ ...sound, ear: createEar(sound.format.rateHz, sound.playback, options) });
}

/** The same sound with another leg of the same rate, which takes the place of the one before. */
export function withLeg(sound: CallSound, leg: Track, format: LegFormat): CallSound {
  sound.caller.addTrack(leg);
  return { ...sound, leg, format, packetCodec: packetCodecOf(format.codec) };
}

/** The same sound where keys come as tones, or do not; see {@link LegFormat}. */
export function hearingTones(sound: CallSound, keysAreTones: boolean, options: CallSoundOptions): CallSound {
  if (keysAreTones === sound.keys.length > 0) return sound;
  for (const processor of sound.keys) processor.close();
  return arranged({ ...sound, keys: keysOf({ ...sound.format, keysAreTones }, options) });
}

/** Puts the processors in their order: recorder first, then keys, VAD and ASR. @returns the sound */
export function arranged(sound: CallSound): CallSound {
  const { caller, callee, keys, ear, recording, messages } = sound;
  caller.setProcessors([...recording.processorsOf('caller'), messages, ...keys, ...ear.processors]);
  callee.setProcessors(recording.processorsOf('callee'));
  return sound;
}

/** Lays the quiet sound of a room below what the caller hears, when that is wanted. */
export function layBed({ callee, format: { rateHz } }: CallSound, options: CallSoundOptions): void {
  const { stream, parts } = options;
  const { ambiance: option } = stream;
  if (option === undefined || option.enabled === false) return;
  const onFailed = (thrown: unknown): void => {
    const { code, message: error } = toAppError(thrown);
    emitterOf(options)({ event: 'error', timestamp: parts.clock.nowMs(), sender: 'ambiance', error, code });
  };
  callee.layBed(new Ambiance({ option, rateHz, openPrompt: parts.sources.openPrompt, onFailed }));
}

/** 20 ms from the caller, and on to those they are joined to. In the tick. @param atMs when they begin */
export function listen({ caller, callee, packetCodec, recording }: CallSound, atMs: number): void {
  caller.pull(atMs);
  if (!callee.isSpokenTo) return;
  const said = recording.withTone(caller.shownBlock);
  const isPacket = packetCodec !== null && said === caller.shownBlock;
  callee.push(said, isPacket ? caller.packetOf(packetCodec) : null);
}

/** 20 ms to the caller. In the tick. @param atMs when they begin */
export function answer({ caller, callee, packetCodec, ear }: CallSound, atMs: number): void {
  callee.pull(atMs);
  ear.say(callee.block);
  caller.push(callee.block, packetCodec === null ? null : callee.packetOf(packetCodec));
}

function createEar(rateHz: 8000 | 16000, playback: Playback, options: CallSoundOptions): CallEar {
  const { stream, parts } = options;
  const { clock, listeners } = parts;
  const onVoice = (cause: 'speech' | 'words'): void => playback.bargeIn(cause);
  const emit = emitterOf(options);
  return new CallEar({ trackId: callerTrackOf(stream.callId), rateHz, stream, listeners, clock, emit, onVoice });
}

const keysOf = ({ keysAreTones, rateHz }: LegFormat, { onKey }: CallSoundOptions): readonly Processor[] =>
  keysAreTones ? [createDtmfProcessor(rateHz, onKey)] : [];

const emitterOf =
  ({ stream, parts }: CallSoundOptions) =>
  (event: SessionEvent): void =>
    parts.emit(stream.callId, event);
