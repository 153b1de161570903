import {
  type CallEnd,
  type CallId,
  type CallStart,
  callId,
  type FlowRef,
  type JournalLine,
  journalLineSchema,
  type SpeechCatalogue,
  type WorkspaceId,
} from '@callwright/protocol';
import { SystemClock } from '../platform/clock.js';
import { CONTROL_SECRET, type TestApi } from './test-api.js';
import { TestSocket } from './test-socket.js';

/** A media process as far as the api can tell. */
export class TestMedia {
  readonly socket: TestSocket;
  readonly processId: string;
  #batch = 0;

  private constructor(socket: TestSocket, processId: string) {
    this.socket = socket;
    this.processId = processId;
  }

  /** Connects, says hello and waits for the snapshot. */
  static async connect(
    api: TestApi,
    processId = 'media-1',
    liveCallIds: readonly CallId[] = [],
    speech?: SpeechCatalogue,
  ): Promise<TestMedia> {
    const socket = await TestSocket.open(`${api.url}/control`, { authorization: `Bearer ${CONTROL_SECRET}` });
    const media = new TestMedia(socket, processId);
    socket.send({ type: 'hello', processId, version: '0.1.0', mediaUrl: 'http://127.0.0.1:4002', liveCallIds, speech });
    await socket.next('snapshot');
    return media;
  }

  /** Sends a piece of a journal. @returns when it is acknowledged */
  async report(piece: {
    callId: CallId;
    start?: CallStart;
    lines?: readonly JournalLine[];
    end?: CallEnd;
  }): Promise<void> {
    this.#batch += 1;
    const batchId = `${this.processId}-${this.#batch}`;
    this.socket.send({ type: 'journal', batchId, lines: [], ...piece });
    await this.socket.next('ack', (ack) => ack.batchId === batchId);
  }
}

const clock = new SystemClock();

/** Begins a call's story. */
export const startOf = (
  id: string,
  workspaceId: WorkspaceId,
  {
    flow = null,
    startedAtMs = clock.nowMs(),
    from = 'Ann',
  }: { flow?: FlowRef | null; startedAtMs?: number; from?: string } = {},
): CallStart => ({
  callId: callId.parse(id),
  workspaceId,
  protocol: 'webrtc',
  direction: 'inbound',
  from,
  to: 'demo',
  endpointId: null,
  flow,
  parentCallId: null,
  startedAtMs,
});

/** Ends it. */
export const endOf = (endedAtMs: number, recording: CallEnd['recording'] = null): CallEnd => ({
  endedAtMs,
  answeredAtMs: endedAtMs - 1000,
  reason: 'caller',
  initiator: 'caller',
  outcome: 'completed',
  recording,
});

/** Lines numbered from `from` on. */
export const linesOf = (from: number, ...entries: readonly unknown[]): JournalLine[] =>
  entries.map((entry, i) => journalLineSchema.parse({ seq: from + i, atMs: (from + i) * 100, ...(entry as object) }));

/** A line that says the call is in a step. */
export const entered = (nodeId: string) => ({ kind: 'effect', cause: 0, effect: { effect: 'stepEntered', nodeId } });
/** A line that says something, anything. */
export const noted = (message: string) => ({ kind: 'problem', code: 'x', message });
