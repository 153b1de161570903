import type { EngineEvent } from '@callwright/protocol';
import type { Stage } from './stage.js';
import { ttsOptionOf } from './verbs/prompts.js';
import type { VerbRun } from './verbs/verb.js';

/** What an application writes ahead of what is spoken, in characters; more is refused as `full` until it has been said. */
const MAX_AHEAD_CHARS = 5_000;

/** Speech whose words an application sends piece by piece (`tts:tokens`), as a language model writes them. */
export class StreamedSpeech {
  readonly #stage: Stage;
  #isOpen = false;
  #playId: string | null = null;
  #isEnding = false;
  #isPaused = false;
  #aheadChars = 0;
  #waiting: readonly string[] = [];
  #endsAfterWaiting = false;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** Takes words from now on, or no more. */
  enable(isEnabled: boolean): void {
    if (isEnabled === this.#isOpen) return;
    this.#isOpen = isEnabled;
    if (!isEnabled) this.clear();
    this.#stage.tell('tts:streaming-event', { event_type: isEnabled ? 'stream_open' : 'stream_closed' });
  }

  /** Words to be spoken; whether they are is told as `tts:tokens-result`. */
  async tokens(id: unknown, text: string): Promise<void> {
    if (!this.#isOpen) return this.#refuse(id, 'stream is not open');
    if (this.#aheadChars + text.length > MAX_AHEAD_CHARS) {
      this.#isPaused = true;
      this.#stage.tell('tts:streaming-event', { event_type: 'stream_paused' });
      this.#refuse(id, 'full');
      return this.flush();
    }
    this.#aheadChars += text.length;
    this.#stage.tell('tts:tokens-result', { id, status: 'ok' });
    if (this.#isEnding) this.#waiting = [...this.#waiting, text];
    else await this.#say(text, false);
  }

  /** What has been written is a whole. */
  async flush(): Promise<void> {
    if (this.#isEnding) this.#endsAfterWaiting = this.#waiting.length > 0;
    else if (this.#playId !== null) await this.#say('', true);
  }

  /** Falls silent, and forgets what it has not said. */
  clear(): void {
    const wasSpeaking = this.#playId !== null;
    this.#waiting = [];
    this.#aheadChars = 0;
    this.#endsAfterWaiting = false;
    if (wasSpeaking) this.#stage.call.dispatch({ command: 'interrupt' });
  }

  /** The verb `say` with `stream`: open until what was written has been said, or until it is given up. */
  async speak({ stage, signal }: VerbRun, closesOnEmpty: boolean): Promise<void> {
    await stage.ready(signal);
    const said = stage.tap.first(
      (event) => (closesOnEmpty && event.event === 'trackEnd' && event.playId === this.#playId ? true : undefined),
      signal,
    );
    this.enable(true);
    try {
      await said;
    } finally {
      this.enable(false);
    }
  }

  /** One event of the call. */
  receive(event: EngineEvent): void {
    if (this.#playId === null) return;
    if (event.event === 'interruption' && event.playId === this.#playId && event.cause !== 'command') {
      this.#waiting = [];
      this.#stage.tell('tts:streaming-event', { event_type: 'user_interruption' });
    }
    const isOver = (event.event === 'trackEnd' || event.event === 'error') && event.playId === this.#playId;
    if (isOver) this.#ended();
  }

  #ended(): void {
    const waiting = this.#waiting.join('');
    this.#playId = null;
    this.#isEnding = false;
    this.#waiting = [];
    this.#aheadChars = waiting.length;
    if (this.#isPaused) this.#stage.tell('tts:streaming-event', { event_type: 'stream_resumed' });
    this.#isPaused = false;
    if (waiting !== '') void this.#say(waiting, this.#endsAfterWaiting);
    this.#endsAfterWaiting = false;
  }

  async #say(text: string, endOfStream: boolean): Promise<void> {
    this.#playId ??= this.#stage.newId();
    this.#isEnding = endOfStream;
    const option = ttsOptionOf(this.#stage.settings.synthesizer ?? {});
    const words = { text, streaming: true, playId: this.#playId, ...(endOfStream && { endOfStream }) };
    this.#stage.call.dispatch({ command: 'tts', ...words, ...(option && { option }), bargeIn: ['speech', 'keys'] });
  }

  #refuse(id: unknown, reason: string): void {
    this.#stage.tell('tts:tokens-result', { id, status: 'failed', reason });
  }
}
