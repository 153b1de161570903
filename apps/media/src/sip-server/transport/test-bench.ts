import { randomUUID } from 'node:crypto';
import type {
  ServerEnd,
  ServerTransaction,
  SipHeader,
  SipPath,
  SipRequest,
  SipResponse,
  TransactionUser,
} from '@callwright/sip';
import { systemClock } from '../../platform/clock.js';
import type { ClientListener, ClientTransaction, OutgoingRequest, SendFailure, TracedMessage } from '../ports.js';
import { Inbox } from './test-inbox.js';
import {
  createTransactionLayer,
  type OpenTransactionLayer,
  type TransactionLayerOptions,
} from './transaction-layer.js';

/** A layer with an upper half that writes down what it hears. */
export type Bench = {
  readonly layer: OpenTransactionLayer;
  readonly requests: Inbox<ServerTransaction>;
  readonly cancels: Inbox<{ readonly cancel: SipRequest; readonly invite: ServerTransaction }>;
  readonly acks: Inbox<{ readonly ack: SipRequest; readonly invite?: ServerTransaction }>;
  readonly strays: Inbox<SipResponse>;
  readonly ends: Inbox<{ readonly transaction: ServerTransaction; readonly end: ServerEnd }>;
  readonly traced: TracedMessage[];
};

/** Opens a layer on real sockets with short timers; for tests. */
export async function openBench(options: Partial<TransactionLayerOptions>): Promise<Bench> {
  const bench = {
    requests: new Inbox<ServerTransaction>(),
    cancels: new Inbox<{ cancel: SipRequest; invite: ServerTransaction }>(),
    acks: new Inbox<{ ack: SipRequest; invite?: ServerTransaction }>(),
    strays: new Inbox<SipResponse>(),
    ends: new Inbox<{ transaction: ServerTransaction; end: ServerEnd }>(),
    traced: [] as TracedMessage[],
  };
  const user: TransactionUser = {
    onRequest: bench.requests.put,
    onCancel: (cancel, invite) => bench.cancels.put({ cancel, invite }),
    onAck: (ack, _path, invite) => bench.acks.put({ ack, invite }),
    onStrayResponse: bench.strays.put,
    onServerEnd: (transaction, end) => bench.ends.put({ transaction, end }),
  };
  const layer = await createTransactionLayer(
    {
      listeners: [{ protocol: 'udp', address: '127.0.0.1', port: 0 }],
      clock: systemClock,
      newId: randomUUID,
      chance: () => 0.5,
      timers: { t1Ms: 20, t2Ms: 80, t4Ms: 100 },
      dns: { naptr: async () => [], srv: async () => [], addresses: async () => [] },
      trace: (message) => bench.traced.push(message),
      ...options,
    },
    user,
  );
  return { layer, ...bench };
}

/** A request as an upper half makes it: all headers but Via. */
export function makeRequest(method: string, uri: string, more: Partial<SipRequest> = {}): SipRequest {
  const headers: readonly SipHeader[] = [
    { name: 'Max-Forwards', value: '70' },
    { name: 'From', value: '<sip:alice@example.com>;tag=a1' },
    { name: 'To', value: '<sip:bob@example.com>' },
    { name: 'Call-ID', value: randomUUID() },
    { name: 'CSeq', value: `1 ${method}` },
  ];
  return { kind: 'request', method, uri, headers, body: new Uint8Array(0), ...more };
}

/** What becomes of a request sent. */
export type Sent = {
  readonly transaction: ClientTransaction;
  readonly written: Inbox<{ readonly request: SipRequest; readonly path: SipPath }>;
  readonly responses: Inbox<SipResponse>;
  readonly failures: Inbox<SendFailure>;
  readonly ended: Promise<void>;
};

/** Sends a request and writes down what becomes of it. */
export function sendFrom({ layer }: Bench, outgoing: OutgoingRequest): Sent {
  const written = new Inbox<{ request: SipRequest; path: SipPath }>();
  const responses = new Inbox<SipResponse>();
  const failures = new Inbox<SendFailure>();
  let onEnd: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    onEnd = resolve;
  });
  const listener: ClientListener = {
    onSent: (request, path) => written.put({ request, path }),
    onResponse: responses.put,
    onFailure: failures.put,
    onEnd,
  };
  return { transaction: layer.send(outgoing, listener), written, responses, failures, ended };
}
