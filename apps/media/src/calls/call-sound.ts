import { AppError } from '@callwright/protocol';
import type {
  ListeningChange,
  RecordingSummary,
  RoomChime,
  RoomEntry,
  RoomName,
  StreamCommand,
} from '../link/messages.js';
import type { Clock, Timer } from '../platform/clock.js';
import type { Log } from '../platform/logging.js';
import { runInBackground } from '../platform/run-in-background.js';
import type { Fork, ForkListener, ForkOptions } from './sound-frames.js';
import type { ClosedStream, SoundStream } from './sound-port.js';

/** What the sound of a call is made of. */
export type CallSoundParts = {
  readonly clock: Clock;
  readonly log: Log;
  /** What is on disk of a recording nobody finished; `startedAtMs` as far as it is known. */
  readonly rescueRecording: (startedAtMs: number | null) => Promise<RecordingSummary | null>;
};

/** What is left of a call's sound: what was recorded of it, and how it came and went. */
export type CallRecordings = Omit<ClosedStream, 'isInOrder'>;

/** A sound process that does not close a stream in this time is treated as lost. */
const CLOSE_TIMEOUT_MS = 5_000;

const lostStream: ClosedStream = { isInOrder: false, recording: null, messages: [] };

/** The stream of one call, from before it is there until after it may have been lost. */
export class CallSound {
  readonly #parts: CallSoundParts;
  #stream: SoundStream | null = null;
  #isLost = false;
  #isClosed = false;
  #isSettled = false;
  #settle: () => void = () => undefined;
  // Resolves when the stream may be used, and also when it never will.
  readonly #settled = new Promise<void>((resolve) => {
    this.#settle = () => {
      this.#isSettled = true;
      resolve();
    };
  });

  constructor(parts: CallSoundParts) {
    this.#parts = parts;
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /** Takes a stream over. @returns false when the call has ended meanwhile: the stream is closed again */
  attach(stream: SoundStream): boolean {
    if (this.#isClosed) runInBackground('close late stream', stream.close(), this.#parts.log);
    else this.#stream = stream;
    return !this.#isClosed;
  }

  /** From here on commands are carried out; those that came earlier now are. */
  open(): void {
    this.#settle();
  }

  /** Waits for the stream to be open. @throws AppError `call.ended`, `media.soundLost`, or what the stream says */
  async perform(command: StreamCommand): Promise<void> {
    if (!this.#isSettled) await this.#settled;
    await this.#usable().perform(command);
  }

  /** Resolves when commands are carried out, and also when they never will be. */
  async whenOpen(): Promise<void> {
    await this.#settled;
  }

  /** @throws AppError as {@link SoundStream.joinRoom} */
  async joinRoom(room: RoomName, entry: RoomEntry): Promise<void> {
    await this.#usable().joinRoom(room, entry);
  }

  /** A stream that is gone is in no room: never rejects. */
  async leaveRoom(room: RoomName): Promise<void> {
    if (this.#isClosed || this.#isLost || !this.#stream) return;
    try {
      await this.#stream.leaveRoom(room);
    } catch (error) {
      this.#parts.log.warn({ error: String(error) }, 'room not left in order');
    }
  }

  /** @throws AppError as {@link perform} */
  async chime(room: RoomName, chime: RoomChime): Promise<void> {
    await this.#usable().chime(room, chime);
  }

  /** What the caller says or keys is neither recorded nor recognised until it is shown again; without sound, nothing is. */
  async hideCaller(isHidden: boolean): Promise<void> {
    if (!this.#isSettled) await this.#settled;
    if (this.#stream && !this.#isLost && !this.#isClosed) await this.#stream.hideCaller(isHidden);
  }

  /** How the call listens once it is answered. @throws AppError as {@link perform} */
  async listenWith(change: ListeningChange): Promise<void> {
    if (!this.#isSettled) await this.#settled;
    await this.#usable().listenWith(change);
  }

  /** A key that came by signalling (SIP INFO). @throws AppError as {@link perform} */
  async pressKey(digit: string, durationMs: number): Promise<void> {
    if (!this.#isSettled) await this.#settled;
    await this.#usable().pressKey(digit, durationMs);
  }

  /** Waits for the stream to be open. @throws AppError as {@link SoundStream.openFork} */
  async openFork(options: ForkOptions, listener: ForkListener): Promise<Fork> {
    if (!this.#isSettled) await this.#settled;
    return await this.#usable().openFork(options, listener);
  }

  /** The sound process is gone. */
  lose(): void {
    this.#isLost = true;
    this.#settle();
  }

  /**
   * Ends the sound; gives the recording, rescued if need be, and the messages left. Called once; never throws.
   * @param startedAtMs when the recording began, as far as the call knows
   */
  async close(startedAtMs: number | null): Promise<CallRecordings> {
    this.#isClosed = true;
    this.#settle();
    if (!this.#stream) return { recording: null, messages: [] };
    const { isInOrder, recording, ...others } = this.#isLost ? lostStream : await this.#inTime(this.#stream.close());
    return { recording: isInOrder ? recording : await this.#rescue(startedAtMs), ...others };
  }

  #usable(): SoundStream {
    if (this.#isClosed) throw new AppError('call.ended', 'The call is over.');
    if (!this.#stream || this.#isLost) throw new AppError('media.soundLost', 'The call has no sound.');
    return this.#stream;
  }

  async #inTime(closing: Promise<ClosedStream>): Promise<ClosedStream> {
    let timer: Timer | undefined;
    const tooLate = new Promise<ClosedStream>((resolve) => {
      timer = this.#parts.clock.startTimer(CLOSE_TIMEOUT_MS, () => {
        this.#parts.log.warn({ afterMs: CLOSE_TIMEOUT_MS }, 'stream did not close in time');
        resolve(lostStream);
      });
    });
    const closed = await Promise.race([closing, tooLate]);
    timer?.cancel();
    return closed;
  }

  async #rescue(startedAtMs: number | null): Promise<RecordingSummary | null> {
    try {
      return await this.#parts.rescueRecording(startedAtMs);
    } catch (error) {
      this.#parts.log.warn({ error: String(error) }, 'recording could not be rescued');
      return null;
    }
  }
}
