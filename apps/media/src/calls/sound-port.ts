import type { CallId, SessionEvent, SoundStatistics } from '@callwright/protocol';
import type {
  ListeningChange,
  MessageSummary,
  RecordingSummary,
  RoomChime,
  RoomEntry,
  RoomName,
  StreamCommand,
  StreamOptions,
} from '../link/messages.js';
import type { OpenedRtpPort, RtpAgreement, RtpFamily } from '../link/rtp-agreement.js';
import type { Fork, ForkListener, ForkOptions, FrameOptions, FrameSound, OnFrames } from './sound-frames.js';

/** What became of a stream that was closed. */
export type ClosedStream = {
  /** Whether it was ended as it should; else something of its recording may be on disk. */
  readonly isInOrder: boolean;
  readonly recording: RecordingSummary | null;
  /** Messages the caller left, in order. */
  readonly messages: readonly MessageSummary[];
  /** How its sound came and went; absent when that is not known, or it had no leg of its own. */
  readonly statistics?: SoundStatistics;
};

/** The sound of one call, wherever it is made. */
export type SoundStream = {
  /**
   * Terminates a browser's offer. Another one restarts its ICE, or takes the place of the browser: of one that is lost, which
   * may take `returnMs` (default 0) to come back.
   * @throws AppError `media.badSdp`, `media.noCommonCodec`, `media.noWorker`
   */
  readonly answerWebrtc: (
    sdp: string,
    returnMs?: number,
  ) => Promise<{ readonly sdp: string; readonly codec: string; readonly rateHz: number }>;
  /** Makes a browser an offer; another one takes its place. @throws AppError `media.noWorker`, `call.ended` */
  readonly offerWebrtc: () => Promise<string>;
  /**
   * What a browser says to the offer made last; once.
   * @throws AppError `media.badSdp`, `media.noCommonCodec`, `protocol.unsupported` without an offer, `call.alreadyInvited`
   */
  readonly acceptWebrtc: (sdp: string) => Promise<{ readonly codec: string; readonly rateHz: number }>;
  /**
   * Opens a port for plain RTP, before anything is known of the far end; once. What comes before the first `updateRtp` is
   * not heard. @throws AppError `media.noPort`, `call.alreadyInvited`, `call.ended`
   */
  readonly openRtp: (family: RtpFamily) => Promise<OpenedRtpPort>;
  /**
   * What offer and answer have come to, the first time and after every change. Sound that can flow is told by `mediaReady`,
   * a far end that has gone by the event `error` of code `media.timeout`.
   * @throws AppError `media.badSdp` for keys that are none, `protocol.unsupported` without a port, `call.ended`
   */
  readonly updateRtp: (agreement: RtpAgreement) => Promise<{ readonly codec: string; readonly rateHz: number }>;
  /** How sound has come and gone so far; null without a leg. */
  readonly readStatistics: () => Promise<SoundStatistics | null>;
  /** Resolves on acceptance; the outcome is an event. */
  readonly perform: (command: StreamCommand) => Promise<void>;
  /**
   * Puts the call into a room, which comes with its first member, or gives it other masks when it is in it.
   * @throws AppError `media.roomFull`, `call.ended`, `media.soundLost`
   */
  readonly joinRoom: (room: RoomName, entry: RoomEntry) => Promise<void>;
  /** Nothing happens when the call is not in the room. */
  readonly leaveRoom: (room: RoomName) => Promise<void>;
  /** A sound for everybody in a room the call is in. */
  readonly chime: (room: RoomName, chime: RoomChime) => Promise<void>;
  /** While hidden, the caller's side of the recording is silence, and the recogniser hears nothing. */
  readonly hideCaller: (isHidden: boolean) => Promise<void>;
  /** How the call listens, of a call whose sound has not begun: what is named here takes the place of what it was opened with. */
  readonly listenWith: (change: ListeningChange) => Promise<void>;
  /**
   * The caller pressed a key and let it go, as signalling tells it (SIP INFO); `digit`: 0 to 9, *, #, A to D.
   * @param phase one of the two, where signalling tells them apart; the length counts at the end
   */
  readonly pressKey: (digit: string, durationMs: number, phase?: 'start' | 'end') => Promise<void>;
  /**
   * Puts a caller on the stream whose sound comes and goes as bytes of a connection; once. Sound flows with the next tick,
   * told by `mediaReady`.
   * @param onFrames 20 ms of what the caller hears, silence included, from `mediaReady` on
   * @throws AppError `media.noCommonCodec` for a format there is none of, `call.alreadyInvited`, `call.ended`
   */
  readonly openFrames: (format: FrameOptions, onFrames: OnFrames) => Promise<FrameSound>;
  /**
   * Lets somebody hear the call, and be heard in it. What is secret of the caller is silence there. At most 20 at a time.
   * @throws AppError `media.noCommonCodec` for a format there is none of, `api.conflict` for an id that is taken,
   * `call.busy`, `protocol.unsupported` before there is a caller, `call.ended`, `media.soundLost`
   */
  readonly openFork: (options: ForkOptions, listener: ForkListener) => Promise<Fork>;
  /** Ends the sound; gives the recording, as far as there is one. The same promise each time; never rejects. */
  readonly close: () => Promise<ClosedStream>;
};

/** What a stream tells its call. */
export type SoundListener = {
  readonly onEvent: (event: SessionEvent) => void;
  /** The sound process is gone; nothing more will come. */
  readonly onLost: () => void;
};

/** Where sound is made. */
export type SoundPort = {
  /**
   * Opens a stream where there is most room, or in the process of `near`.
   * @throws AppError `media.soundLost` when no sound process can take it
   */
  readonly open: (options: StreamOptions, listener: SoundListener, near?: CallId) => Promise<SoundStream>;
};
