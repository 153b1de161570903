import type { MediaMessage } from '@callwright/protocol';
import { callId, workspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { DeliveriesQueue } from '../deliveries/deliveries-queue.js';
import { LiveEvents } from '../events/live-events.js';
import { ConversionQueue } from '../jobs/conversion-queue.js';
import { PeaksQueue } from '../jobs/peaks-queue.js';
import { runInBackground } from '../platform/background.js';
import { DataFolder } from '../platform/files/data-folder.js';
import { Log } from '../platform/log.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { SerialByKey } from '../platform/serial-by-key.js';
import { summaryOf } from './call-resources.js';
import type { CallRow } from './calls.repository.js';
import { JournalRepository, type StoredPiece, type Unstorable } from './journal.repository.js';

type JournalMessage = Extract<MediaMessage, { type: 'journal' }>;

/** Refused calls that are remembered, the newest. */
const MAX_REFUSED = 10_000;

/** Takes calls' stories from media processes: stores them, tells onlookers, and starts what follows a call. */
@Injectable()
export class JournalIngestService {
  // Pieces of one call in their order, whichever connection they come over; those of different calls at the same time.
  readonly #turns = new SerialByKey();
  // Who reports which call whose beginning was refused: what follows does not say whose call it is, and the id is another's.
  readonly #refused = new Set<string>();
  readonly #lines: Counter;
  readonly #dropped: Counter<'reason'>;

  constructor(
    private readonly journal: JournalRepository,
    private readonly events: LiveEvents,
    private readonly jobs: PeaksQueue,
    private readonly conversions: ConversionQueue,
    private readonly deliveries: DeliveriesQueue,
    private readonly folder: DataFolder,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.#lines = metrics.counter('journal_lines', 'Journal lines stored');
    this.#dropped = metrics.counter('journal_pieces_dropped', 'Journal pieces that can never be stored', ['reason']);
  }

  /** Resolves when the piece is safe, or known never to be storable; rejects when trying again may help. */
  take(processId: string, message: JournalMessage): Promise<void> {
    return this.#turns.run(message.callId, async () => {
      const stored = await this.#store(processId, message);
      if (typeof stored === 'string') {
        // Kept back it would come again forever and hold up nothing but itself.
        this.#dropped.inc({ reason: stored });
        this.log.warn({ callId: message.callId, reason: stored }, 'a piece of a journal was dropped');
        return;
      }
      this.#lines.inc(stored.lines.length);
      this.#tell(stored);
      for (const file of stored.discardedFiles)
        runInBackground('delete message', this.folder.remove(this.folder.recordingPath(file)), this.log);
      // Not waited for: the story is safe, and a job that is lost here is found again at the next start.
      const { recording } = message.end ?? {};
      if (recording) runInBackground('waveform job', this.jobs.add(message.callId), this.log);
      if (recording?.format || recording?.channels)
        runInBackground('conversion job', this.conversions.add(message.callId), this.log);
      if (stored.hasDeliveries) runInBackground('delivery jobs', this.deliveries.addOfCall(message.callId), this.log);
    });
  }

  async #store(processId: string, message: JournalMessage): Promise<StoredPiece | Unstorable> {
    const key = `${reporterOf(processId)} ${message.callId}`;
    if (!message.start) return this.#refused.has(key) ? 'otherCall' : this.journal.store(processId, message);
    const stored = await this.journal.store(processId, message);
    this.#refused.delete(key);
    if (stored === 'otherCall') this.#refused.add(key);
    const [oldest] = this.#refused;
    if (this.#refused.size > MAX_REFUSED && oldest !== undefined) this.#refused.delete(oldest);
    return stored;
  }

  /** Tells onlookers how calls stand that were changed otherwise. */
  tellOf(calls: readonly CallRow[]): void {
    for (const call of calls) this.#tell({ call, lines: [], isChanged: true });
  }

  #tell({ call, lines, isChanged }: Omit<StoredPiece, 'discardedFiles' | 'hasDeliveries'>): void {
    const workspace = workspaceId.parse(call.workspaceId);
    const id = callId.parse(call.id);
    if (lines.length > 0) this.events.publish(workspace, { type: 'lines', callId: id, lines: [...lines] });
    if (isChanged) this.events.publish(workspace, { type: 'call', call: summaryOf(call) });
  }
}

// The beginning of a call may come out of a spool and the rest of it live; both are of one process.
const reporterOf = (processId: string): string => processId.replace(/ \(spool\)$/, '');
