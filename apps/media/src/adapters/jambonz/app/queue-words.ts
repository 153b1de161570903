import type { Data, Verb } from '@callwright/jambonz-server';
import { type CommandOf, SERVER_TRACK, type SessionEvent } from '@callwright/protocol';
import { playbackVerb, type SpeechTerms } from './speech-verbs.js';

/** What jambonz is answered, and what is told of it. */
type Asked = { readonly verbs: readonly Verb[]; readonly events: readonly SessionEvent[] };

/** So long a caller hears nothing before jambonz asks again; first shortly, since their place is about to be told. */
const PAUSE_S = 5;
const FIRST_PAUSE_S = 1;
/** Texts that may wait until jambonz asks; the oldest are dropped. */
const MAX_WAITING = 20;

/**
 * What somebody hears who waits in a queue of jambonz: it asks for that by `waitHook`, again whenever all has been heard,
 * and tells their place with it. Nothing else can be said to them: any verb would take them out of the queue.
 */
export class QueueWords {
  readonly #command: CommandOf<'enqueue'>;
  readonly #terms: Omit<SpeechTerms, 'hook'>;
  #position: number | null = null;
  #waiting: { readonly verb: Verb; readonly playId: string | undefined }[] = [];
  #heard: { readonly playId: string | undefined; readonly sinceMs: number }[] = [];

  /** @param terms without a hook: jambonz asks by itself */
  constructor(command: CommandOf<'enqueue'>, terms: Omit<SpeechTerms, 'hook'>) {
    this.#command = command;
    this.#terms = terms;
  }

  /** Something to be said when jambonz asks next. @throws AppError `protocol.unsupported` for what it cannot fetch */
  add(said: CommandOf<'tts' | 'play'>): void {
    this.#waiting.push({ verb: playbackVerb(said, this.#terms), playId: said.playId });
    this.#waiting.splice(0, this.#waiting.length - MAX_WAITING);
  }

  /** jambonz asks. @returns the answer, and what is told of it */
  asked({ queue_position: place }: Data, nowMs: number): Asked {
    const events = this.ended(nowMs);
    const isFirst = this.#position === null;
    const position = typeof place === 'number' && place >= 0 ? Math.trunc(place) + 1 : this.#position;
    const isNews = position !== null && position !== this.#position;
    this.#position = position;
    if (isNews) events.push(this.#place(position, nowMs));
    const said = this.#waiting;
    this.#waiting = [];
    this.#heard = said.map(({ playId }) => ({ playId, sinceMs: nowMs }));
    for (const { playId } of said) events.push({ event: 'trackStart', timestamp: nowMs, ...named(playId) });
    const rest: Verb = isFirst && isNews ? { verb: 'pause', length: FIRST_PAUSE_S } : this.#music();
    return { verbs: [...said.map(({ verb }) => verb), rest], events };
  }

  /** What was said is over. May be called twice. */
  ended(nowMs: number): SessionEvent[] {
    const heard = this.#heard;
    this.#heard = [];
    return heard.map(({ playId, sinceMs }) => ({
      ...{ event: 'trackEnd', timestamp: nowMs, ...named(playId), durationMs: Math.max(0, nowMs - sinceMs) },
    }));
  }

  #place(position: number, timestamp: number): SessionEvent {
    const { queueId, queue } = this.#command;
    return { event: 'queueResult', timestamp, queueId, queue, status: 'waiting', position };
  }

  // Once: while it plays jambonz asks for nothing else.
  #music(): Verb {
    const { music } = this.#command;
    const url = music === undefined ? null : this.#terms.addressOf(music);
    return url === null ? { verb: 'pause', length: PAUSE_S } : { verb: 'play', url };
  }
}

const named = (playId: string | undefined) => ({ trackId: SERVER_TRACK, ...(playId !== undefined && { playId }) });
