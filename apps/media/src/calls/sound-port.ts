import type { CallId, SessionEvent } from '@callwright/protocol';
import type { MessageSummary, RecordingSummary, StreamCommand, StreamOptions } from '../link/messages.js';

/** What became of a stream that was closed. */
export type ClosedStream = {
  /** Whether it was ended as it should; else something of its recording may be on disk. */
  readonly isInOrder: boolean;
  readonly recording: RecordingSummary | null;
  /** Messages the caller left, in order. */
  readonly messages: readonly MessageSummary[];
};

/** The sound of one call, wherever it is made. */
export type SoundStream = {
  /** Terminates a browser's offer. @throws AppError `media.badSdp`, `media.noCommonCodec`, `media.noWorker` */
  readonly answerWebrtc: (
    sdp: string,
  ) => Promise<{ readonly sdp: string; readonly codec: string; readonly rateHz: number }>;
  /** Resolves on acceptance; the outcome is an event. */
  readonly perform: (command: StreamCommand) => Promise<void>;
  /** Joins this stream's far side with the caller of `other`, a stream opened near this one. */
  readonly bridge: (other: CallId) => Promise<void>;
  readonly unbridge: () => Promise<void>;
  /** While hidden, the caller's side of the recording is silence, and the recogniser hears nothing. */
  readonly hideCaller: (isHidden: boolean) => Promise<void>;
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
