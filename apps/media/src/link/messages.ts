import type {
  AmbianceOption,
  AmdOption,
  AsrOption,
  CallId,
  CallRecordingFile,
  CommandOf,
  EouOption,
  ErrorCode,
  RecorderOption,
  SessionEvent,
  SoundStatistics,
  SpeechCatalogue,
  SpeechProviders,
  TtsOption,
  VadOption,
} from '@callwright/protocol';
import type { ForkOptions, FrameOptions } from './frame-format.js';
import type { Lane, LaneBatch } from './lanes.js';
import type { OpenedRtpPort, RtpAgreement, RtpFamily } from './rtp-agreement.js';

/**
 * The typed messages between the call process and a sound process, over Node IPC. Plain data, trusted on both sides:
 * both are the same build. A request is answered by one `reply` with its id; events come unasked.
 */

/** A room of all sound processes; made by the call process. */
export type RoomName = string;

/** Who of a room is meant. */
export type RoomWho = 'all' | 'nobody' | readonly CallId[];

/** Who hears a member of a room, and whom it hears. */
export type RoomMasks = {
  readonly heardBy: RoomWho;
  readonly hears: RoomWho;
  /** A recording that is played to this member again and again, as `play` names it; null for none. */
  readonly music: string | null;
};

/** A way between a stream and a room of two sound processes. */
export type RelayName = string;

/** 20 ms on such a way, at the rate of the stream. */
export type RelayedBlock = { readonly relay: RelayName; readonly samples: Int16Array };

/** Sounds by which a room tells who comes and goes. */
export type RoomChime = 'joined' | 'left';

/** How a call comes into a room; see the request `joinRoom`. */
export type RoomEntry = {
  readonly masks: RoomMasks;
  readonly caller?: CallId;
  readonly isListenedTo?: boolean;
};

/** What a sound process has used since its start. */
export type SoundLoad = {
  /** Ticks by their lateness: the n-th number counts those of n/2 ms and more, the last one all beyond. */
  readonly latenessCounts: readonly number[];
  /** Ticks that were left out, since they could not be made up for. */
  readonly skippedTicks: number;
  /** CPU time of all its threads, in ms. */
  readonly cpuMs: number;
  readonly residentBytes: number;
  readonly heapBytes: number;
  /** Sockets, timers and whatever else keeps it running. */
  readonly handles: number;
};

/** Commands a stream carries out itself. */
export type StreamCommand = CommandOf<
  'tts' | 'play' | 'interrupt' | 'pause' | 'resume' | 'mute' | 'unmute' | 'asr' | 'vad' | 'record' | 'dtmf'
>;

/** How a stream begins. What is absent is off. */
export type StreamOptions = {
  readonly callId: CallId;
  /** File below the recordings folder; the recorder is the first processor of every track. */
  readonly recorder?: RecorderOption & { readonly file: string };
  readonly vad?: VadOption;
  readonly asr?: AsrOption;
  readonly tts?: TtsOption;
  readonly eou?: EouOption;
  readonly amd?: AmdOption;
  readonly denoise?: boolean;
  /** Under all we say, from the beginning of the call on. */
  readonly ambiance?: AmbianceOption;
  /** Seconds without a sign of either side, after which `inactivity` is told. */
  readonly inactivityTimeout?: number;
  /** Keys of speech providers that are secrets of the call's workspace, by the names of the providers. Never logged. */
  readonly speechKeys?: {
    readonly recognisers: Readonly<Record<string, string>>;
    readonly voices: Readonly<Record<string, string>>;
  };
};

/** What may be changed of how a call listens and sounds, before it does. */
export type ListeningChange = {
  readonly [Name in 'eou' | 'denoise' | 'amd' | 'ambiance']?: StreamOptions[Name] | undefined;
};

/** Recording of a stream as it stands on disk. `startedAtMs`: ms since the epoch of the first sample. */
export type RecordingSummary = {
  readonly file: string;
  readonly durationMs: number;
  readonly rateHz: number;
  readonly startedAtMs: number;
  readonly sizeBytes: number;
} & Pick<CallRecordingFile, 'segments' | 'format' | 'channels'>;

/** A message of a call, under the name its `record` gave it. */
export type MessageSummary = RecordingSummary & { readonly recordId: string };

/** A text that somebody wants to hear without a call. */
export type PreviewedText = Pick<TtsOption, 'provider' | 'language' | 'speaker' | 'speed'> & {
  readonly text: string;
  /** Texts of one lane are said one after the other. */
  readonly lane: string;
  /** Keys by the names of voices. Never logged. */
  readonly apiKeys?: Readonly<Record<string, string>>;
};

/** Call process -> sound process. */
export type SoundRequest =
  /** Makes the stream; it is silent until a leg is attached. */
  | { readonly request: 'openStream'; readonly options: StreamOptions }
  /**
   * Terminates a browser's offer on the stream; answers with our SDP. Another offer restarts its ICE, or takes the place of
   * the browser. `returnMs`: how long one that is lost may take to come back; 0 when absent.
   */
  | {
      readonly request: 'answerWebrtc';
      readonly callId: CallId;
      readonly sdp: string;
      readonly returnMs?: number | undefined;
    }
  /** Makes a browser an offer; answers with our SDP. Another one takes the place of the first. */
  | { readonly request: 'offerWebrtc'; readonly callId: CallId }
  /** The browser's answer to the offer. */
  | { readonly request: 'acceptWebrtc'; readonly callId: CallId; readonly sdp: string }
  /** Opens a port for a caller whose sound is plain RTP, before anything is known of them; once in a stream's life. */
  | { readonly request: 'openRtp'; readonly callId: CallId; readonly family: RtpFamily }
  /**
   * What both ends have agreed on for that port, the first time and whenever it changes: another codec, another remote, hold
   * and resume, other keys. The same again changes nothing. The stream's rate stays that of the first codec.
   */
  | { readonly request: 'updateRtp'; readonly callId: CallId; readonly agreement: RtpAgreement }
  /** How the sound of the call has come and gone so far; see also the answer to `closeStream`. */
  | { readonly request: 'readStatistics'; readonly callId: CallId }
  /** Says a text to nobody: its sound is the answer. What is longer than a preview may be is left out. */
  | ({ readonly request: 'speak' } & PreviewedText)
  /** What the process has used so far, and how late its ticks were. */
  | { readonly request: 'readLoad' }
  /**
   * Puts a stream into a room, which comes with its first member. `caller`: the stream has no caller of its own, it was
   * opened to be joined with that call, whose caller is its caller. `isListenedTo`: the room hears all that this caller
   * says and hears, and is heard by nobody but them. Who is in the room already gets other masks.
   */
  | ({ readonly request: 'joinRoom'; readonly callId: CallId; readonly room: RoomName } & RoomEntry)
  | { readonly request: 'leaveRoom'; readonly callId: CallId; readonly room: RoomName }
  /**
   * Joins a stream with a room of another process; answers with the rate its sound is relayed at. `isTalk`: it begins to
   * hear others, which ends what is played to it. Who is joined already stays so.
   */
  | { readonly request: 'joinRelay'; readonly callId: CallId; readonly relay: RelayName; readonly isTalk: boolean }
  /** Puts a stream of another process into a room of this one; who is in it already gets other masks. */
  | {
      readonly request: 'openRelay';
      readonly callId: CallId;
      readonly relay: RelayName;
      readonly room: RoomName;
      readonly rateHz: number;
      readonly masks: RoomMasks;
    }
  /** The stream's end of a relay; the other end goes with `leaveRoom`. */
  | { readonly request: 'leaveRelay'; readonly relay: RelayName }
  /** A sound for everybody in a room. */
  | { readonly request: 'chime'; readonly room: RoomName; readonly chime: RoomChime }
  | { readonly request: 'perform'; readonly callId: CallId; readonly command: StreamCommand }
  /** While hidden, the caller's side of the recording is silence and the recogniser hears nothing; keys are heard. */
  | { readonly request: 'hideCaller'; readonly callId: CallId; readonly isHidden: boolean }
  /** How the call listens; before its sound has begun only. What is absent stays as it is. */
  | { readonly request: 'listenWith'; readonly callId: CallId; readonly change: ListeningChange }
  /**
   * A key of the caller that came by signalling (SIP INFO), let go already if no phase is named; by whatever ways it comes,
   * it is told once.
   */
  | {
      readonly request: 'pressKey';
      readonly callId: CallId;
      readonly digit: string;
      readonly durationMs: number;
      readonly phase?: 'start' | 'end';
    }
  /** Puts a caller on the stream whose sound comes and goes as bytes on a lane; once in a stream's life. */
  | {
      readonly request: 'openFrames';
      readonly callId: CallId;
      readonly lane: Lane;
      readonly format: FrameOptions;
    }
  /** Lets somebody hear the call on a lane, and be heard in it. */
  | { readonly request: 'openFork'; readonly callId: CallId; readonly lane: Lane; readonly fork: ForkOptions }
  /** How much waits to be played in a fork. */
  | { readonly request: 'readFork'; readonly callId: CallId; readonly forkId: string }
  /** Nothing happens when there is none. */
  | { readonly request: 'closeFork'; readonly callId: CallId; readonly forkId: string }
  /** Ends everything of the call, in reverse order of opening; answers with the finished recording. */
  | { readonly request: 'closeStream'; readonly callId: CallId };
/** What a sound process can be asked for. */
export type SoundRequestName = SoundRequest['request'];

/** What each request is answered with. */
export type SoundResult = {
  openStream: null;
  answerWebrtc: { readonly sdp: string; readonly codec: string; readonly rateHz: number };
  offerWebrtc: { readonly sdp: string };
  acceptWebrtc: { readonly codec: string; readonly rateHz: number };
  openRtp: OpenedRtpPort;
  updateRtp: { readonly codec: string; readonly rateHz: number };
  /** Null for a stream without a leg of its own. */
  readStatistics: SoundStatistics | null;
  /** Signed 16-bit mono. */
  speak: { readonly samples: Int16Array; readonly rateHz: number };
  readLoad: SoundLoad;
  joinRoom: null;
  leaveRoom: null;
  joinRelay: { readonly rateHz: number };
  openRelay: null;
  leaveRelay: null;
  chime: null;
  perform: null;
  hideCaller: null;
  listenWith: null;
  pressKey: null;
  openFrames: { readonly codec: string; readonly rateHz: number };
  openFork: null;
  readFork: { readonly bufferedMs: number };
  closeFork: null;
  closeStream: {
    readonly recording: RecordingSummary | null;
    readonly messages: readonly MessageSummary[];
    /** Absent for a stream without a leg of its own. */
    readonly statistics?: SoundStatistics;
  };
};

/** Envelope of a request. */
export type ToSound =
  | { readonly id: number; readonly request: SoundRequest }
  | { readonly stop: true }
  | { readonly relayed: readonly RelayedBlock[] }
  /** Sound as bytes, of all calls in this process. */
  | { readonly lanes: LaneBatch };

/** Sound process -> call process. */
export type FromSound =
  | { readonly reply: number; readonly ok: true; readonly result: SoundResult[SoundRequestName] }
  | {
      readonly reply: number;
      readonly ok: false;
      readonly error: { readonly code: ErrorCode; readonly message: string };
    }
  | { readonly event: SessionEvent; readonly callId: CallId }
  /** Sound for other processes: all of one tick. */
  | { readonly relayed: readonly RelayedBlock[] }
  /** Sound as bytes: all of one tick. */
  | { readonly lanes: LaneBatch }
  /**
   * Sent once, when requests are welcome. `webrtc` is false when there is no mediasoup worker on this machine; `speech` is
   * what it hears and speaks with.
   */
  | { readonly ready: true; readonly webrtc: boolean; readonly speech?: SpeechCatalogue }
  /** Every second: the watchdog of the call process reads it. */
  | ({ readonly beat: number } & SoundBeat);

/** Sign of life of a sound process. */
export type SoundBeat = {
  readonly streams: number;
  readonly lateTicks: number;
  /** It has no time left: more calls would harm those it has. */
  readonly isOverloaded?: boolean;
  /** Since its start. */
  readonly speechCache?: SpeechCacheCounts;
};

/** How often a text was at hand, and what keeping texts takes. */
export type SpeechCacheCounts = {
  readonly hits: number;
  readonly misses: number;
  readonly evictions: number;
  readonly sizeBytes: number;
};

/**
 * Settings the call process hands a sound process at start: as JSON in `CALLWRIGHT_SOUND_CONFIG`, and the keys, which are
 * left out there, as the first message.
 */
export type SoundConfig = {
  readonly index: number;
  readonly host: string;
  /** UDP and TCP port of this process's WebRtcServer; 0 = any. */
  readonly webrtcPort: number;
  /** Address others send sound to, in ICE candidates and SDP; null = `host`. */
  readonly publicAddress: string | null;
  /** UDP ports of plain RTP, shared by all sound processes; `share` (0 to 1) is where this one begins. */
  readonly rtpPorts: { readonly first: number; readonly last: number; readonly share: number };
  /** A far end of plain RTP from which nothing has come for so long has gone, unless it is on hold. */
  readonly rtpGoneAfterMs: number;
  readonly recordingsDir: string;
  readonly promptsDir: string;
  readonly ttsCacheDir: string;
  readonly ttsCacheMaxMb: number;
  readonly ttsCacheKeepsPersonal: boolean;
  /** Providers beside the built-in ones, and the keys that are known; those of workspaces come with each stream. */
  readonly speech: { readonly providers: SpeechProviders; readonly keys: Readonly<Record<string, string>> };
  readonly asrWorkers: number;
  /** Whether `play` may fetch from loopback and private addresses (tests, intranets). */
  readonly allowPrivateUrls: boolean;
  readonly logLevel: string;
};
