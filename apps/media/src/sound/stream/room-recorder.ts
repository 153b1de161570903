import { Resampler } from '@callwright/audio';
import type { CallId, CommandOf } from '@callwright/protocol';
import type { MessageSummary } from '../../link/messages.js';
import type { Clock } from '../../platform/clock.js';
import type { MessageRecorder } from '../recording/message-recorder.js';
import { messageFile, type OpenMessage } from './message-recordings.js';
import type { RoomMember } from './room-member.js';
import { addTo, saturateInto } from './room-mix.js';

/** What the recording of a room is made of. */
export type RoomRecorderOptions = {
  /** The call that asked for it, and whose it is. */
  readonly callId: CallId;
  readonly recordId: NonNullable<CommandOf<'record'>['recordId']>;
  readonly openMessage: OpenMessage;
  readonly clock: Clock;
  /** Called once when nothing more can be written. */
  readonly onFailed: () => void;
};

/** Carries every voice a telephone does; members of the other rate are resampled for the mix. */
const MIX_RATE_HZ = 16_000;
/** As long as a call may last. */
const MAX_DURATION_MS = 4 * 60 * 60 * 1000;
const SILENCE = { 8000: new Int16Array(160), 16000: new Int16Array(320) } as const;

type Voice = { readonly recordId: string; readonly recorder: MessageRecorder; readonly resampler: Resampler | null };

/**
 * Records a room: what everybody says to all, each into a file of their own from when they came, and all of it together.
 * Who is hidden is silence, and who whispers is no part of it. `take` belongs to the tick.
 */
export class RoomRecorder {
  readonly #options: RoomRecorderOptions;
  readonly #mix: Voice;
  readonly #voices = new Map<RoomMember, Voice>();
  readonly #all: Voice[] = [];
  readonly #sum = new Int32Array(MIX_RATE_HZ / 50);
  readonly #block = new Int16Array(MIX_RATE_HZ / 50);
  #hasFailed = false;
  #finishing: Promise<readonly MessageSummary[]> | null = null;

  constructor(options: RoomRecorderOptions) {
    this.#options = options;
    this.#mix = this.#open('mix', MIX_RATE_HZ);
  }

  /** Files that still grow: the mix, and one for each who is there. */
  get openCount(): number {
    return this.#finishing === null ? 1 + this.#voices.size : 0;
  }

  /** What was said in one mix. */
  take(members: readonly RoomMember[]): void {
    if (this.#finishing !== null) return;
    this.#sum.fill(0);
    for (const member of members) {
      const voice = this.#voices.get(member) ?? this.#openFor(member);
      const said = member.part ?? (member.rateHz === MIX_RATE_HZ ? SILENCE[16_000] : SILENCE[8000]);
      voice.recorder.write(said);
      addTo(this.#sum, voice.resampler?.process(said) ?? said);
    }
    saturateInto(this.#block, this.#sum);
    this.#mix.recorder.write(this.#block);
    if (this.#voices.size > members.length) this.#finishThoseNotAmong(members);
  }

  /** Finishes the files. Idempotent, never throws. @returns those that were kept */
  finish(): Promise<readonly MessageSummary[]> {
    this.#finishing ??= this.#finish();
    return this.#finishing;
  }

  /** The call is over, and what was recorded is told with its end. Never throws. */
  async release(): Promise<void> {
    await Promise.all(this.#all.map(({ recorder }) => recorder.release()));
  }

  async #finish(): Promise<readonly MessageSummary[]> {
    const kept = await Promise.all(
      this.#all.map(async ({ recordId, recorder }) => {
        const summary = await recorder.finish();
        return summary === null ? [] : [{ ...summary, recordId }];
      }),
    );
    return kept.flat();
  }

  // Whoever has left needs no open file any more.
  #finishThoseNotAmong(members: readonly RoomMember[]): void {
    for (const [member, { recorder }] of this.#voices) {
      if (members.includes(member)) continue;
      this.#voices.delete(member);
      void recorder.finish();
    }
  }

  // Who comes back has a second file: each begins when they came.
  #openFor(member: RoomMember): Voice {
    const isKnown = this.#all.some(({ recordId }) => recordId === `${this.#options.recordId}-${member.id}`);
    const voice = this.#open(isKnown ? `${member.id}-${this.#all.length}` : member.id, member.rateHz);
    this.#voices.set(member, voice);
    return voice;
  }

  #open(name: string, rateHz: number): Voice {
    const { callId, openMessage, clock } = this.#options;
    const recordId = `${this.#options.recordId}-${name}`;
    const recorder = openMessage({
      callId,
      recordId,
      file: messageFile(callId, recordId),
      rateHz,
      startedAtMs: clock.nowMs(),
      maxDurationMs: MAX_DURATION_MS,
      onFull: () => undefined,
      onFailed: () => this.#fail(),
    });
    const resampler = rateHz === MIX_RATE_HZ ? null : new Resampler(rateHz, MIX_RATE_HZ);
    const voice = { recordId, recorder, resampler };
    this.#all.push(voice);
    return voice;
  }

  #fail(): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#options.onFailed();
  }
}
