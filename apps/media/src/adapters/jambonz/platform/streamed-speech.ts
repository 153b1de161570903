import type { EngineEvent } from '@callwright/protocol';
import type { Timer } from '../../../platform/clock.js';
import type { Stage } from './stage.js';
import { spokenParts, ttsOptionOf } from './verbs/prompts.js';
import type { VerbRun } from './verbs/verb.js';

/** What an application writes ahead of what is spoken, in characters; more is refused as `full` until it has been said. */
const MAX_AHEAD_CHARS = 5_000;
/** Words that no sentence end has come for are said all the same when no others come for so long. */
const QUIET_MS = 1_000;

/**
 * Speech whose words an application sends piece by piece (`tts:tokens`), as a language model writes them. Words that come
 * before it may be heard wait until then.
 */
export class StreamedSpeech {
  readonly #stage: Stage;
  #isOpen = false;
  /** What is spoken now; null: nothing. */
  #playId: string | null = null;
  /** Nothing more goes into what is spoken now. */
  #isEnding = false;
  #isPaused = false;
  #aheadChars = 0;
  #waiting: readonly string[] = [];
  #endsAfterWaiting = false;
  #quiet: Timer | null = null;
  /** The application has been told that the caller speaks, and has said nothing since. */
  #isInterrupted = false;
  readonly #onEmpty = new Set<() => void>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** Speaks from now on, or no more. */
  enable(isEnabled: boolean): void {
    if (isEnabled === this.#isOpen) return;
    this.#isOpen = isEnabled;
    if (!isEnabled) this.clear();
    this.#notice(isEnabled ? 'stream_open' : 'stream_closed');
    if (isEnabled) this.#sayWaiting();
  }

  /** Words to be spoken; whether they are is told as `tts:tokens-result`. */
  tokens(id: unknown, text: string): void {
    if (text.length > MAX_AHEAD_CHARS) this.#refuse(id, `more than ${MAX_AHEAD_CHARS} characters at once`);
    else if (this.#aheadChars + text.length > MAX_AHEAD_CHARS) this.#pause(id);
    else this.#accept(id, text);
  }

  /** Words that were not understood. */
  refuse(id: unknown): void {
    this.#refuse(id, 'missing tokens');
  }

  /** What has been written is a whole. */
  flush(): void {
    if (this.#waiting.length > 0) this.#endsAfterWaiting = true;
    else if (this.#playId !== null && !this.#isEnding) this.#say('', true);
  }

  /** Falls silent, and forgets what it has not said. */
  clear(): void {
    const wasSpeaking = this.#playId !== null;
    this.#forget();
    if (wasSpeaking && !this.#stage.call.isEnding) this.#stage.call.dispatch({ command: 'interrupt' });
  }

  /** The verb `say` with `stream`: open until what was written has been said, or until it is given up. */
  async speak({ stage, signal }: VerbRun, texts: readonly string[], closesOnEmpty: boolean): Promise<void> {
    await stage.ready(signal);
    const over = new Promise<void>((resolve) => {
      if (closesOnEmpty) this.#onEmpty.add(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
      if (signal.aborted) resolve();
    });
    this.enable(true);
    this.#take(texts.flatMap(spokenParts));
    await over;
    this.#onEmpty.clear();
    this.enable(false);
  }

  /** The caller speaks, to whom the application listens: what it is about to say is told in vain, also while nothing is heard. */
  callerSpeaks(): void {
    if (this.#isOpen && this.#playId === null && !this.#isInterrupted) this.#interrupted('words');
  }

  /** One event of the call. */
  receive(event: EngineEvent): void {
    if (this.#playId === null || !('playId' in event) || event.playId !== this.#playId) return;
    if (event.event === 'interruption') this.#interrupted(event.cause);
    else if (event.event === 'error') {
      this.#stage.report({ verb: 'tts:tokens', error: event.error });
      this.#ended();
    } else if (event.event === 'trackEnd') this.#ended();
  }

  /** No timer of it remains. May be called twice. */
  close(): void {
    this.#quiet?.cancel();
    this.#quiet = null;
  }

  #accept(id: unknown, text: string): void {
    this.#stage.tell('tts:tokens-result', { id, status: 'ok' });
    // Blanks alone are nothing to say.
    if (this.#aheadChars === 0 && text.trim() === '') return;
    this.#aheadChars += text.length;
    if (this.#isOpen && !this.#isEnding) this.#say(text, false);
    else {
      this.#waiting = [...this.#waiting, text];
      this.#endsAfterWaiting = false;
    }
  }

  // Goes on when what is ahead has been said.
  #pause(id: unknown): void {
    if (!this.#isPaused) this.#notice('stream_paused');
    this.#isPaused = true;
    this.#refuse(id, 'full');
    this.flush();
  }

  // An application forgets what it wanted said when it is told of this.
  #interrupted(cause: string): void {
    this.#forget();
    if (cause === 'command') return;
    this.#isInterrupted = true;
    this.#notice('user_interruption');
  }

  #forget(): void {
    this.close();
    this.#playId = null;
    this.#isEnding = false;
    this.#isPaused = false;
    this.#aheadChars = 0;
    this.#waiting = [];
    this.#endsAfterWaiting = false;
  }

  #ended(): void {
    this.close();
    this.#playId = null;
    this.#isEnding = false;
    this.#aheadChars = this.#waiting.reduce((sum, { length }) => sum + length, 0);
    const isEmpty = this.#waiting.length === 0;
    this.#sayWaiting();
    if (this.#isPaused) this.#notice('stream_resumed');
    this.#isPaused = false;
    if (isEmpty) for (const listener of [...this.#onEmpty]) listener();
  }

  #sayWaiting(): void {
    const waiting = this.#waiting;
    const isWhole = this.#endsAfterWaiting;
    this.#waiting = [];
    this.#endsAfterWaiting = false;
    for (const [at, text] of waiting.entries()) this.#say(text, isWhole && at === waiting.length - 1);
  }

  // What a verb says by itself: nobody waits for a result.
  #take(parts: readonly string[]): void {
    if (parts.length === 0) return;
    this.#aheadChars += parts.reduce((sum, { length }) => sum + length, 0);
    this.#waiting = [...this.#waiting, ...parts];
    this.#endsAfterWaiting = true;
    if (!this.#isEnding) this.#sayWaiting();
  }

  #say(text: string, endOfStream: boolean): void {
    const { call, newId, settings, background } = this.#stage;
    this.#playId ??= newId();
    this.#isInterrupted = false;
    this.#isEnding = endOfStream;
    const option = ttsOptionOf(settings.synthesizer ?? {});
    const words = { text, streaming: true, playId: this.#playId, ...(endOfStream && { endOfStream }) };
    const command = { command: 'tts' as const, ...words, ...(option && { option }), bargeIn: background.bargeIn };
    call.journal.append({ kind: 'command', command, by: 'client' });
    call.dispatch(command);
    this.#awaitMore();
  }

  #awaitMore(): void {
    this.close();
    if (!this.#isEnding) this.#quiet = this.#stage.clock.startTimer(QUIET_MS, () => this.flush());
  }

  #notice(event_type: string): void {
    this.#stage.tell('tts:streaming-event', { event_type });
  }

  #refuse(id: unknown, reason: string): void {
    this.#stage.tell('tts:tokens-result', { id, status: 'failed', reason });
  }
}
