import { AppError, type CommandOf, SERVER_TRACK, type SessionEvent } from '@callwright/protocol';
import type { Clock, Timer } from '../platform/clock.js';
import type { FakeSoundWorld } from './fake-sound-world.js';

/** What a playback needs of its stream. */
export type FakePlaybackPorts = {
  readonly clock: Clock;
  readonly world: FakeSoundWorld;
  readonly emit: (event: SessionEvent) => void;
};

type Playing = {
  readonly command: CommandOf<'tts' | 'play'>;
  /** Null until its first sound. */
  readonly startedAtMs: number | null;
  /** Null for one that repeats until it is stopped. */
  readonly totalMs: number | null;
};

/**
 * The one track a stream plays on: each playback takes the place of the one before, unless it goes on with it. Each
 * ends in a `trackEnd` or an `error`.
 */
export class FakePlayback {
  readonly heard: string[] = [];
  readonly #ports: FakePlaybackPorts;
  #now: Playing | null = null;
  #timer: Timer | null = null;

  constructor(ports: FakePlaybackPorts) {
    this.#ports = ports;
  }

  /** @throws AppError `protocol.unsupported` for words without a voice, `speech.ttsFailed` */
  start(command: CommandOf<'tts' | 'play'>, hasVoice: boolean): void {
    const totalMs = this.#lengthOf(command, hasVoice);
    const now = this.#now;
    if (now && goesOn(command, now)) this.#append(now, command, totalMs ?? 0);
    else this.#replace(command, totalMs);
  }

  stop(cause: 'speech' | 'keys' | 'command'): void {
    const now = this.#now;
    if (!now) return;
    this.#clear();
    const positionMs = now.startedAtMs === null ? 0 : this.#nowMs - now.startedAtMs;
    const { playId } = now.command;
    const [timestamp, trackId, totalMs] = [this.#nowMs, SERVER_TRACK, now.totalMs ?? undefined];
    this.#ports.emit({ event: 'interruption', timestamp, trackId, playId, positionMs, totalMs, cause });
    this.#ports.emit({ event: 'trackEnd', timestamp, trackId, playId, durationMs: positionMs, interrupted: true });
  }

  bargeIn(cause: 'speech' | 'keys'): void {
    if (this.#now?.command.bargeIn?.includes(cause)) this.stop(cause);
  }

  get #nowMs(): number {
    return this.#ports.clock.nowMs();
  }

  // Undefined: there is no such recording. Null: it never ends.
  #lengthOf(command: CommandOf<'tts' | 'play'>, hasVoice: boolean): number | null | undefined {
    const { world } = this.#ports;
    if (command.command === 'play') return command.loop ? null : world.prompts[command.url];
    if (!hasVoice) throw new AppError('protocol.unsupported', 'No tts option is available.');
    if (world.failsToSpeak) throw new AppError('speech.ttsFailed', 'The voice fails.');
    return Math.max(1, command.text.length) * world.msPerCharacter;
  }

  #append(now: Playing, command: CommandOf<'tts' | 'play'>, moreMs: number): void {
    this.heard.push(contentOf(command));
    const totalMs = (now.totalMs ?? 0) + moreMs;
    this.#now = { ...now, totalMs };
    if (now.startedAtMs !== null) this.#startTimer(now.startedAtMs + totalMs - this.#nowMs, () => this.#end());
  }

  #replace(command: CommandOf<'tts' | 'play'>, totalMs: number | null | undefined): void {
    this.stop('command');
    this.#now = { command, startedAtMs: null, totalMs: totalMs ?? null };
    const next = () => (totalMs === undefined ? this.#miss(command) : this.#begin(command));
    this.#startTimer(this.#ports.world.latencyMs, next);
  }

  #begin(command: CommandOf<'tts' | 'play'>): void {
    const now = this.#now;
    if (!now) return;
    this.heard.push(contentOf(command));
    this.#now = { ...now, startedAtMs: this.#nowMs };
    if (now.totalMs !== null) this.#startTimer(now.totalMs, () => this.#end());
    const { playId } = command;
    this.#ports.emit({ event: 'trackStart', timestamp: this.#nowMs, trackId: SERVER_TRACK, playId });
  }

  #end(): void {
    const now = this.#now;
    this.#clear();
    const [timestamp, trackId, durationMs] = [this.#nowMs, SERVER_TRACK, now?.totalMs ?? 0];
    this.#ports.emit({ event: 'trackEnd', timestamp, trackId, playId: now?.command.playId, durationMs });
  }

  #miss({ command: sender, playId, commandId }: CommandOf<'tts' | 'play'>): void {
    this.#clear();
    const [error, code] = ['There is no such recording.', 'media.promptMissing'];
    this.#ports.emit({ event: 'error', timestamp: this.#nowMs, sender, error, code, playId, commandId });
  }

  #clear(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#now = null;
  }

  #startTimer(ms: number, task: () => void): void {
    this.#timer?.cancel();
    this.#timer = this.#ports.clock.startTimer(ms, task);
  }
}

// Spec 0 §3: words of the same name, or of none, queue behind the present ones.
const goesOn = ({ command, playId }: CommandOf<'tts' | 'play'>, { command: now }: Playing): boolean =>
  command === 'tts' && now.command === 'tts' && (playId === undefined || playId === now.playId);

const contentOf = (command: CommandOf<'tts' | 'play'>): string =>
  command.command === 'tts' ? command.text : command.url;
