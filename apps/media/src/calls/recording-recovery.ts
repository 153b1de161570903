import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallEnd, CallId } from '@callwright/protocol';
import type { RecordingSummary } from '../link/messages.js';
import { NOTE_ENDING, readNote } from '../link/unfinished-note.js';
import type { Clock, Timer } from '../platform/clock.js';
import type { Log } from '../platform/logging.js';
import { runInBackground } from '../platform/run-in-background.js';
import { rescueRecording } from './rescue-recording.js';

/** What a recovery works with. */
export type RecordingRecoveryParts = {
  readonly recordingsDir: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether a call is one of ours and goes on: nobody else touches its files. */
  readonly isLive: (callId: CallId) => boolean;
  /** Tells of what was found; see `isRecovered` of {@link CallEnd}. */
  readonly report: (callId: CallId, end: CallEnd) => void;
};

/** Recordings are written at least once a second: what has not changed for so long belongs to nobody who is alive. */
const QUIET_MS = 15_000;
/** Not even where clocks differ a little. */
const LONG_QUIET_MS = 120_000;
/** Others that share the folder may crash too, and never come back; a disk that was full has room again. */
const REPEAT_MS = 600_000;

type Unfinished = { readonly file: string; readonly mark: string; readonly changedAtMs: number };
type Found = { readonly recordId: string | undefined; readonly summary: RecordingSummary };

/**
 * Looks for recordings and messages that a crash left unfinished, makes them playable and tells of them. Another process
 * may share the folder: what is still being written is left alone.
 */
export class RecordingRecovery {
  readonly #parts: RecordingRecoveryParts;
  readonly #timers = new Set<Timer>();
  #isClosed = false;

  constructor(parts: RecordingRecoveryParts) {
    this.#parts = parts;
  }

  /** Looks now, and again every ten minutes. */
  start(): void {
    if (this.#isClosed) return;
    runInBackground('recover recordings', this.look(), this.#parts.log);
    this.#later(REPEAT_MS, () => this.start());
  }

  /** Takes what is old at once, and looks again in a while at what has changed just now. Never throws. */
  async look(): Promise<void> {
    const { clock, log } = this.#parts;
    const unfinished = await this.#list();
    const isOld = ({ changedAtMs }: Unfinished): boolean => clock.nowMs() - changedAtMs > LONG_QUIET_MS;
    await this.#recover(unfinished.filter(isOld));
    const recent = unfinished.filter((one) => !isOld(one));
    if (recent.length === 0 || this.#isClosed) return;
    this.#later(QUIET_MS, () => runInBackground('recover recordings', this.#lookAgain(recent), log));
  }

  /** Looks no more. May be called twice. */
  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  #later(afterMs: number, task: () => void): void {
    const timer = this.#parts.clock.startTimer(afterMs, () => {
      this.#timers.delete(timer);
      task();
    });
    this.#timers.add(timer);
  }

  async #lookAgain(before: readonly Unfinished[]): Promise<void> {
    const marks = new Map((await this.#list()).map(({ file, mark }) => [file, mark]));
    await this.#recover(before.filter(({ file, mark }) => marks.get(file) === mark));
  }

  async #list(): Promise<readonly Unfinished[]> {
    const { recordingsDir, log } = this.#parts;
    const names = await readdir(recordingsDir).catch((error: unknown) => {
      log.warn({ error: String(error) }, 'the recordings folder cannot be read');
      return [];
    });
    const files = names.filter((name) => name.endsWith(NOTE_ENDING)).map((name) => name.slice(0, -NOTE_ENDING.length));
    return Promise.all(files.map((file) => this.#see(file)));
  }

  async #see(file: string): Promise<Unfinished> {
    const path = join(this.#parts.recordingsDir, file);
    const known = await stat(path)
      .catch(() => stat(`${path}${NOTE_ENDING}`))
      .catch(() => null);
    return { file, mark: `${known?.size} ${known?.mtimeMs}`, changedAtMs: known?.mtimeMs ?? 0 };
  }

  /** One call after the other, with all that belongs to it. */
  async #recover(unfinished: readonly Unfinished[]): Promise<void> {
    const ofCalls = new Map<CallId, Found[]>();
    for (const one of unfinished) {
      const note = await readNote(join(this.#parts.recordingsDir, one.file));
      if (note === null || this.#isClosed || this.#parts.isLive(note.callId)) continue;
      const summary = await this.#rescue(one);
      if (summary === null) continue;
      ofCalls.set(note.callId, [...(ofCalls.get(note.callId) ?? []), { recordId: note.recordId, summary }]);
    }
    for (const [callId, found] of ofCalls) this.#report(callId, found);
  }

  async #rescue({ file, changedAtMs }: Unfinished): Promise<RecordingSummary | null> {
    const { recordingsDir, log } = this.#parts;
    try {
      return await rescueRecording(recordingsDir, file, { startedAtMs: null, endedAtMs: changedAtMs });
    } catch (error) {
      log.warn({ file, error: String(error) }, 'recording could not be rescued');
      return null;
    }
  }

  #report(callId: CallId, found: readonly Found[]): void {
    this.#parts.log.warn({ callId, files: found.length }, 'unfinished recordings of a lost call were made playable');
    this.#parts.report(callId, {
      endedAtMs: Math.max(...found.map(({ summary: { startedAtMs, durationMs } }) => startedAtMs + durationMs)),
      answeredAtMs: null,
      reason: 'mediaLost',
      initiator: 'system',
      outcome: 'failed',
      recording: found.find(({ recordId }) => recordId === undefined)?.summary ?? null,
      messages: found.flatMap(({ recordId, summary }) => (recordId === undefined ? [] : [{ ...summary, recordId }])),
      isRecovered: true,
    });
  }
}
