import { conceal, type SecretVault } from '@callwright/flow-engine';
import type { CommandOf, SessionEvent } from '@callwright/protocol';
import type { Fork, FrameSound } from '../../../calls/sound-frames.js';
import type { SoundStream } from '../../../calls/sound-port.js';
import type { Clock, Timer } from '../../../platform/clock.js';
import type { Log } from '../../../platform/logging.js';
import { runInBackground } from '../../../platform/run-in-background.js';

const RATE_HZ = 8000;
const BYTES_A_SAMPLE = 2;
/** As long as a piece may be that is heard at once. */
const MAX_PIECE_BYTES = RATE_HZ * BYTES_A_SAMPLE * 0.2;
/** So long after a secret question the caller's sound stays hidden: the last key goes on sounding. */
const SECRET_TAIL_MS = 1_000;

/**
 * The sound of a call at jambonz as it comes by a `listen`: the caller left, what the caller hears right. It goes into our
 * own stream, where it is recorded, and understood where a recogniser is asked for; nothing goes back.
 */
export class ListenedSound {
  /** What jambonz is asked for. */
  static readonly rateHz = RATE_HZ;
  readonly #clock: Clock;
  readonly #log: Log;
  #vault: SecretVault | null = null;
  #stream: SoundStream | null = null;
  #frames: FrameSound | null = null;
  #ours: Fork | null = null;
  #isForking = false;
  #rest: Buffer = Buffer.alloc(0);
  #isSecret = false;
  #tail: Timer | null = null;
  #isClosed = false;

  constructor({ clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Where what is secret in the call is kept. */
  useVault(vault: SecretVault): void {
    this.#vault = vault;
  }

  /** Puts the caller on the stream. @throws AppError as `openFrames` */
  async open(stream: SoundStream): Promise<void> {
    this.#stream = stream;
    this.#frames = await stream.openFrames({ codec: 'l16', rateHz: RATE_HZ }, () => undefined);
  }

  /** @throws AppError as the stream says */
  async perform(command: CommandOf<'mute' | 'unmute'>): Promise<void> {
    await this.#stream?.perform(command);
  }

  /** Sound of both sides, 16 bits little endian, sample by sample, cut anywhere. Never throws. */
  hear(bytes: Uint8Array): void {
    if (!this.#frames || this.#isClosed) return;
    if (!this.#isForking) this.#openOurs();
    const all = this.#rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#rest, bytes]);
    const whole = all.length - (all.length % (2 * BYTES_A_SAMPLE));
    this.#rest = all.subarray(whole);
    for (let at = 0; at < whole; at += 2 * MAX_PIECE_BYTES)
      this.#split(all.subarray(at, Math.min(whole, at + 2 * MAX_PIECE_BYTES)));
  }

  /** What the caller does from now on is secret: it is neither recorded nor recognised. */
  hide(): void {
    this.#tail?.cancel();
    if (this.#isSecret) return;
    this.#isSecret = true;
    this.#hideCaller(true);
  }

  /** An event as everybody may see it: of a secret question, its digits are in the vault. */
  conceal(event: SessionEvent): SessionEvent {
    if (!this.#isSecret || event.event !== 'gatherResult') return event;
    this.#tail?.cancel();
    this.#tail = this.#clock.startTimer(SECRET_TAIL_MS, () => {
      this.#isSecret = false;
      this.#hideCaller(false);
    });
    return this.#vault ? conceal(event, this.#vault) : { ...event, digits: undefined };
  }

  /** No timer of it remains. May be called twice. */
  close(): void {
    this.#isClosed = true;
    this.#tail?.cancel();
    if (this.#ours) runInBackground('close fork', this.#ours.close(), this.#log);
    this.#ours = null;
  }

  #hideCaller(isHidden: boolean): void {
    if (this.#stream && !this.#isClosed) runInBackground('hide caller', this.#stream.hideCaller(isHidden), this.#log);
  }

  // What the caller hears is recorded as our side, on which nothing else plays.
  #openOurs() {
    if (!this.#stream) return;
    this.#isForking = true;
    const format = { codec: 'l16', rateHz: RATE_HZ } as const;
    const listener = { onFrames: () => undefined, onMark: () => undefined, onOverflow: () => undefined };
    const opened = this.#stream.openFork({ forkId: 'jambonz', hears: 'nobody', format, speaks: format }, listener);
    const kept = opened.then((fork) => {
      if (this.#isClosed) return fork.close();
      this.#ours = fork;
    });
    runInBackground('hear what jambonz plays', kept, this.#log);
  }

  #split(both: Buffer): void {
    const caller = Buffer.alloc(both.length / 2);
    const ours = Buffer.alloc(both.length / 2);
    for (let at = 0; at < caller.length; at += BYTES_A_SAMPLE) {
      both.copy(caller, at, 2 * at, 2 * at + BYTES_A_SAMPLE);
      both.copy(ours, at, 2 * at + BYTES_A_SAMPLE, 2 * at + 2 * BYTES_A_SAMPLE);
    }
    this.#frames?.hear(caller);
    this.#ours?.play(ours);
  }
}
