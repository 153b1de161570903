import type { Command, EngineEvent } from '@callwright/protocol';
import { isSpeakable } from '../messages.js';
import { TextSegments } from './text-segments.js';

/** What the queue of utterances works with. */
export type SpeakingPorts = {
  readonly perform: (command: Command) => void;
  readonly tellStarted: (utteranceId: string) => void;
  readonly tellEnded: (utteranceId: string, isWhole: boolean) => void;
};

type Utterance = {
  /** As the application calls it; empty when it does not. */
  readonly id: string;
  readonly playId: string;
  /** Texts that have not been said yet. */
  readonly texts: string[];
  /** Of a text that comes in pieces; null when it is here. */
  segments: TextSegments | null;
  hasStarted: boolean;
  isPlaying: boolean;
  /** Its playback waits for more text. */
  isOpen: boolean;
  hasFailed: boolean;
};

/** Utterances that may wait; of more the application is told that they have ended (spec 4 §B, `tts.ended`). */
const MAX_WAITING = 64;
/** The longest text of one command. */
const MAX_TEXT = 5_000;

/** Says what an application wants said, one utterance after another, and tells of each when it begins and ends. */
export class Speaking {
  readonly #ports: SpeakingPorts;
  #queue: Utterance[] = [];
  #count = 0;

  constructor(ports: SpeakingPorts) {
    this.#ports = ports;
  }

  /** Says a text behind what waits to be said; one with nothing to say is dropped without a word. */
  speak(text: string, id: string): void {
    if (isSpeakable(text)) this.#add(id, pieces(text), null);
  }

  /** Says the next part of a text; a new utterance takes the place of the one that came in parts before. */
  stream(text: string, id: string, isEnd: boolean): void {
    const open = this.#queue.find(({ segments }) => segments !== null);
    if (open && open.id !== id) this.#drop(open);
    const utterance = open?.id === id ? open : this.#begin(id, text, isEnd);
    if (!utterance?.segments) return;
    const { segments } = utterance;
    const complete = [...segments.push(text), ...(isEnd ? segments.flush() : [])];
    utterance.texts.push(...complete.filter(isSpeakable).flatMap(pieces));
    if (isEnd) utterance.segments = null;
    this.#goOn();
  }

  /** No more of a text will come. */
  endStream(id: string): void {
    if (this.#queue.some((one) => one.id === id && one.segments !== null)) this.stream('', id, true);
  }

  /** Drops everything; what plays is stopped by whoever calls this, or has been. */
  dropAll(): void {
    for (const { id } of this.#queue.splice(0)) this.#ports.tellEnded(id, false);
  }

  /** Whether anything is said, or waits to be. */
  get isIdle(): boolean {
    return this.#queue.length === 0;
  }

  /** An event of the call: what it tells of our playbacks. */
  receive(event: EngineEvent): void {
    const [now] = this.#queue;
    if (!now || !('playId' in event) || event.playId !== now.playId) return;
    if (event.event === 'trackStart') this.#started(now);
    else if (event.event === 'error') this.#failed(now);
    else if (event.event === 'trackEnd' && event.interrupted) this.#end(now, false);
    else if (event.event === 'trackEnd') this.#played(now);
  }

  #begin(id: string, text: string, isEnd: boolean): Utterance | undefined {
    // The bare end of what is over is no utterance.
    return isEnd && !isSpeakable(text) ? undefined : this.#add(id, [], new TextSegments());
  }

  #add(id: string, texts: string[], segments: TextSegments | null): Utterance | undefined {
    if (this.#queue.length >= MAX_WAITING) {
      this.#ports.tellEnded(id, false);
      return undefined;
    }
    this.#count += 1;
    const playId = `dialog.${this.#count}`;
    const state = { hasStarted: false, isPlaying: false, isOpen: false, hasFailed: false };
    const utterance = { id, playId, texts, segments, ...state };
    this.#queue.push(utterance);
    this.#goOn();
    return utterance;
  }

  /** Says what there is of the first utterance; it is over when there will be no more of it. */
  #goOn(): void {
    const [now] = this.#queue;
    if (!now) return;
    const texts = now.texts.splice(0);
    // A playback stays open while more may come, so that it ends once; each text of it is said as soon as it is here.
    if (texts.length > 0 && !now.isPlaying && now.segments !== null) {
      now.isOpen = true;
      this.#perform(now, '', { streaming: true });
    }
    now.isPlaying ||= texts.length > 0;
    for (const text of texts) this.#perform(now, text, {});
    if (now.segments !== null) return;
    if (now.isOpen) this.#perform(now, '', { endOfStream: true });
    now.isOpen = false;
    if (!now.isPlaying) this.#end(now, !now.hasFailed);
  }

  #perform({ playId }: Utterance, text: string, way: { streaming?: true; endOfStream?: true }): void {
    this.#ports.perform({ command: 'tts', text, playId, bargeIn: ['speech'], ...way });
  }

  #started(now: Utterance): void {
    if (now.hasStarted) return;
    now.hasStarted = true;
    this.#ports.tellStarted(now.id);
  }

  // What is refused is told without having begun; what fails while it plays ends by itself.
  #failed(now: Utterance): void {
    now.hasFailed = true;
    if (!now.hasStarted) this.#end(now, false);
  }

  #played(now: Utterance): void {
    now.isPlaying = false;
    now.isOpen = false;
    this.#goOn();
  }

  #drop(one: Utterance): void {
    if (one.isPlaying) this.#ports.perform({ command: 'interrupt' });
    this.#end(one, false);
  }

  #end(one: Utterance, isWhole: boolean): void {
    this.#queue = this.#queue.filter((other) => other !== one);
    this.#ports.tellEnded(one.id, isWhole);
    this.#goOn();
  }
}

const pieces = (text: string): string[] => text.match(new RegExp(`[^]{1,${MAX_TEXT}}`, 'gu')) ?? [];
