import type { CallEnd, CallId, CallStart, JournalLine } from '@callwright/protocol';
import type { CallReporter } from '../calls/call-registry.js';
import type { Clock, Timer } from '../platform/clock.js';
import type { NewId } from '../platform/ids.js';
import type { Log } from '../platform/logging.js';
import type { JournalBatch, Spool } from './spool.js';

/** What an outbox is made of. */
export type OutboxParts = {
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
  readonly spool: Spool;
  /** Batches kept in memory while the api is there but slow; more go to disk, all of them and in order. Default 1000. */
  readonly maxWaiting?: number;
};

/** Lines are gathered for this long, so that a call in full swing costs a few messages a second. */
const BATCH_MS = 100;
const BATCH_LINES = 200;
/** Batches sent and not yet acknowledged; the rest waits its turn. */
const WINDOW = 50;
const DEFAULT_MAX_WAITING = 1_000;

type Piece = { start?: CallStart; lines: JournalLine[]; end?: CallEnd };

/**
 * The stories of calls on their way to the api: in order, in batches, kept until acknowledged. While the api is away
 * they go to the spool; after it has come back, the spool goes first. A batch may be sent twice; the api knows it by
 * its lines' numbers. When neither memory nor disk can take more, the newest is dropped and counted.
 */
export class Outbox implements CallReporter {
  readonly #parts: OutboxParts;
  readonly #open = new Map<CallId, Piece>();
  #waiting: JournalBatch[] = [];
  #sent = new Map<string, JournalBatch>();
  #send: ((batch: JournalBatch) => void) | null = null;
  #spoolInFlight: string | null = null;
  #timer: Timer | null = null;
  #droppedCount = 0;
  #onEmpty: (() => void)[] = [];

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  get droppedCount(): number {
    return this.#droppedCount;
  }

  /** Batches not yet acknowledged, wherever they are. */
  get backlog(): number {
    return this.#waiting.length + this.#sent.size + this.#parts.spool.size;
  }

  get #maxWaiting(): number {
    return this.#parts.maxWaiting ?? DEFAULT_MAX_WAITING;
  }

  started(start: CallStart): void {
    this.#piece(start.callId).start = start;
  }

  line(callId: CallId, line: JournalLine): void {
    const piece = this.#piece(callId);
    piece.lines.push(line);
    if (piece.lines.length >= BATCH_LINES) this.flush();
  }

  ended(callId: CallId, end: CallEnd): void {
    this.#piece(callId).end = end;
    this.flush();
  }

  /** The api is there: what waits may go. */
  connected(send: (batch: JournalBatch) => void): void {
    this.#send = send;
    this.#pump();
  }

  /** The api is away: everything that has not arrived goes to disk. */
  disconnected(): void {
    this.#send = null;
    this.#spoolInFlight = null;
    this.#spoolAll();
  }

  /** A batch has arrived. */
  acknowledged(batchId: string): void {
    if (batchId === this.#spoolInFlight) {
      this.#spoolInFlight = null;
      this.#parts.spool.removeFirst();
    } else this.#sent.delete(batchId);
    this.#pump();
    if (this.backlog === 0) for (const tell of this.#onEmpty.splice(0)) tell();
  }

  /** Resolves when everything so far has arrived; never, while the api is away. */
  async drained(): Promise<void> {
    this.flush();
    if (this.backlog > 0) await new Promise<void>((resolve) => this.#onEmpty.push(resolve));
  }

  /** Closes what is gathered into batches and sends or keeps them. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = null;
    for (const [callId, piece] of this.#open)
      this.#waiting.push({ type: 'journal', batchId: this.#parts.newId(), callId, ...piece });
    this.#open.clear();
    this.#pump();
  }

  /** Puts everything that has not arrived on disk; what does not go there is lost and counted. May be called twice. */
  close(): void {
    this.flush();
    this.disconnected();
    for (const batch of this.#waiting.splice(0)) this.#drop(batch);
  }

  #piece(callId: CallId): Piece {
    const known = this.#open.get(callId);
    if (known) return known;
    const fresh: Piece = { lines: [] };
    this.#open.set(callId, fresh);
    this.#timer ??= this.#parts.clock.startTimer(BATCH_MS, () => this.flush());
    return fresh;
  }

  #pump(): void {
    if (this.#send) this.#sendNext(this.#send);
    if (!this.#send || this.#waiting.length > this.#maxWaiting) this.#spoolAll();
  }

  // The spool is older than what waits in memory, and goes one at a time, so that a crash loses nothing of it.
  #sendNext(send: (batch: JournalBatch) => void): void {
    if (this.#spoolInFlight !== null) return;
    const spooled = this.#parts.spool.first();
    if (spooled) {
      this.#spoolInFlight = spooled.batchId;
      send(spooled);
      return;
    }
    for (let [batch] = this.#waiting; batch && this.#sent.size < WINDOW; [batch] = this.#waiting) {
      this.#waiting.shift();
      this.#sent.set(batch.batchId, batch);
      send(batch);
    }
  }

  // What was sent and not acknowledged is older than what waits, and must not come to lie behind it. From the first that
  // the disk refuses on, all stay in memory, for the same reason.
  #spoolAll(): void {
    const unarrived = [...this.#sent.values(), ...this.#waiting];
    this.#sent = new Map();
    while (unarrived[0] && this.#parts.spool.write(unarrived[0])) unarrived.shift();
    for (const batch of unarrived.splice(this.#maxWaiting)) this.#drop(batch);
    this.#waiting = unarrived;
  }

  #drop({ callId, lines }: JournalBatch): void {
    this.#droppedCount += 1;
    this.#parts.log.error({ callId, lines: lines.length }, 'journal lines lost: the spool cannot take more');
  }
}
