import { type CommandOf, SERVER_TRACK, type SessionEvent } from '@callwright/protocol';
import type { Clock, Timer } from '../platform/clock.js';
import type { FakeSoundWorld } from './fake-sound-world.js';

/** What a playback needs of its stream. */
export type FakePlaybackPorts = {
  readonly clock: Clock;
  readonly world: FakeSoundWorld;
  readonly emit: (event: SessionEvent) => void;
  /** How long a message taken in this call is; undefined when it cannot be played. */
  readonly messageMs: (recordId: string) => number | undefined;
};

type Playing = {
  readonly command: CommandOf<'tts' | 'play'>;
  /** Null until its first sound. */
  readonly startedAtMs: number | null;
  /** Null for one that repeats until it is stopped. */
  readonly totalMs: number | null;
  /** When it was held; null while it is not. */
  readonly heldAtMs: number | null;
};

const BEEP_MS = 400;
const MESSAGE = 'recording:';

/**
 * The one track a stream plays on: each playback takes the place of the one before, unless it goes on with it. Each
 * begins with `trackStart` and ends with `trackEnd`, also when there is an `error` between them.
 */
export class FakePlayback {
  readonly heard: string[] = [];
  readonly #ports: FakePlaybackPorts;
  #now: Playing | null = null;
  #timer: Timer | null = null;

  constructor(ports: FakePlaybackPorts) {
    this.#ports = ports;
  }

  start(command: CommandOf<'tts' | 'play'>): void {
    const totalMs = this.#lengthOf(command);
    const now = this.#now;
    if (now && goesOn(command, now)) this.#append(now, command, totalMs ?? 0);
    else this.#replace(command, totalMs);
  }

  stop(cause: 'speech' | 'keys' | 'command'): void {
    const now = this.#now;
    if (!now) return;
    this.#clear();
    const positionMs = playedMs(now, this.#nowMs);
    const { playId } = now.command;
    const [timestamp, trackId] = [this.#nowMs, SERVER_TRACK];
    const seekMs = seekOf(now.command);
    const totalMs = now.totalMs === null ? undefined : seekMs + now.totalMs;
    const about = { timestamp, trackId, playId };
    this.#ports.emit({ event: 'interruption', ...about, positionMs: seekMs + positionMs, totalMs, cause });
    this.#ports.emit({ event: 'trackEnd', ...about, durationMs: positionMs, interrupted: true });
  }

  /** Holds what is played where it is, or goes on with it; nothing happens when nothing is. */
  hold(isHeld: boolean): void {
    const now = this.#now;
    if (!now || isHeld === (now.heldAtMs !== null)) return;
    const startedAtMs = now.startedAtMs === null ? null : this.#nowMs - playedMs(now, this.#nowMs);
    this.#now = { ...now, startedAtMs, heldAtMs: isHeld ? this.#nowMs : null };
    this.#awaitEnd(this.#now);
  }

  bargeIn(cause: 'speech' | 'keys'): void {
    if (this.#now?.command.bargeIn?.includes(cause)) this.stop(cause);
  }

  get #nowMs(): number {
    return this.#ports.clock.nowMs();
  }

  // Undefined: it comes to nothing. Null: it never ends.
  #lengthOf(command: CommandOf<'tts' | 'play'>): number | null | undefined {
    const { failsToSpeak, msPerCharacter } = this.#ports.world;
    if (command.command === 'play') {
      const lengthMs = this.#recordedMs(command.url);
      if (command.loop || lengthMs === undefined) return command.loop ? null : undefined;
      return Math.max(0, lengthMs - seekOf(command));
    }
    return failsToSpeak ? undefined : Math.max(1, command.text.length) * msPerCharacter;
  }

  #recordedMs(url: string): number | undefined {
    if (url === 'tone:beep') return BEEP_MS;
    if (url.startsWith(MESSAGE)) return this.#ports.messageMs(url.slice(MESSAGE.length));
    return this.#ports.world.prompts[url];
  }

  #append(now: Playing, command: CommandOf<'tts' | 'play'>, moreMs: number): void {
    this.heard.push(contentOf(command));
    this.#now = { ...now, totalMs: (now.totalMs ?? 0) + moreMs };
    this.#awaitEnd(this.#now);
  }

  #replace(command: CommandOf<'tts' | 'play'>, totalMs: number | null | undefined): void {
    this.stop('command');
    if (totalMs !== undefined) this.heard.push(contentOf(command));
    this.#now = { command, startedAtMs: null, totalMs: totalMs ?? null, heldAtMs: null };
    const next = () => (totalMs === undefined ? this.#miss(command) : this.#begin(totalMs));
    this.#startTimer(this.#ports.world.latencyMs, next);
    const { playId } = command;
    this.#ports.emit({ event: 'trackStart', timestamp: this.#nowMs, trackId: SERVER_TRACK, playId });
  }

  #begin(totalMs: number | null): void {
    if (!this.#now) return;
    this.#now = { ...this.#now, totalMs: this.#now.totalMs ?? totalMs, startedAtMs: this.#nowMs };
    this.#awaitEnd(this.#now);
  }

  /** What is held does not end; what has not begun waits for its first sound, held or not. */
  #awaitEnd({ startedAtMs, totalMs, heldAtMs }: Playing): void {
    if (startedAtMs === null) return;
    this.#timer?.cancel();
    if (heldAtMs === null && totalMs !== null) this.#startTimer(startedAtMs + totalMs - this.#nowMs, () => this.#end());
  }

  #end(): void {
    const now = this.#now;
    this.#clear();
    const [timestamp, trackId, durationMs] = [this.#nowMs, SERVER_TRACK, now?.totalMs ?? 0];
    this.#ports.emit({ event: 'trackEnd', timestamp, trackId, playId: now?.command.playId, durationMs });
  }

  #miss({ command: sender, playId }: CommandOf<'tts' | 'play'>): void {
    const [error, code] =
      sender === 'play'
        ? ['There is no such recording.', 'media.promptMissing']
        : ['The voice fails.', 'speech.ttsFailed'];
    this.#ports.emit({ event: 'error', timestamp: this.#nowMs, trackId: SERVER_TRACK, sender, error, code, playId });
    if (this.#now?.heldAtMs === null) this.#end();
    else this.#begin(0);
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

const playedMs = ({ startedAtMs, heldAtMs }: Playing, nowMs: number): number =>
  startedAtMs === null ? 0 : Math.max(0, (heldAtMs ?? nowMs) - startedAtMs);

// Spec 0 §3: words of the same name, or of none, queue behind the present ones.
const goesOn = ({ command, playId }: CommandOf<'tts' | 'play'>, { command: now }: Playing): boolean =>
  command === 'tts' && now.command === 'tts' && (playId === undefined || playId === now.playId);

const seekOf = (command: CommandOf<'tts' | 'play'>): number => (command.command === 'play' && command.seekMs) || 0;

const contentOf = (command: CommandOf<'tts' | 'play'>): string =>
  command.command === 'tts' ? command.text : command.url;
