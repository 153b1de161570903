import type { SipMessage, SipRequest } from '../message/sip-message.js';
import type { SipPath, SipProtocol } from './path.js';
import { defaultTransactionTimers, type TransactionClock } from './timers.js';
import type { TransactionSurroundings } from './wire.js';

type Waiting = { readonly dueMs: number; readonly task: () => void };

/** Time that stands still until a test advances it. */
export class FakeTransactionClock implements TransactionClock {
  nowMs = 0;
  readonly #waiting = new Set<Waiting>();

  startTimer(afterMs: number, task: () => void): { readonly cancel: () => void } {
    const waiting = { dueMs: this.nowMs + afterMs, task };
    this.#waiting.add(waiting);
    return { cancel: () => void this.#waiting.delete(waiting) };
  }

  /** Timers running: none may be left when all is over. */
  get timerCount(): number {
    return this.#waiting.size;
  }

  /** Lets time pass; timers fire in the order they are due, also those started meanwhile. */
  advance(byMs: number): void {
    const endMs = this.nowMs + byMs;
    for (let next = this.#nextUntil(endMs); next; next = this.#nextUntil(endMs)) {
      this.#waiting.delete(next);
      this.nowMs = next.dueMs;
      next.task();
    }
    this.nowMs = endMs;
  }

  #nextUntil(endMs: number): Waiting | undefined {
    return [...this.#waiting].filter(({ dueMs }) => dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs)[0];
  }
}

/** What was sent, when, and how to say that it failed. */
export type FakeSent = { readonly message: SipMessage; readonly atMs: number; readonly fail: () => void };

/** A wire that writes down what is put on it; for tests. */
export class FakeWire implements TransactionSurroundings {
  readonly clock = new FakeTransactionClock();
  readonly timers = defaultTransactionTimers;
  readonly sent: FakeSent[] = [];

  readonly send: TransactionSurroundings['send'] = (message, _path, onError) => {
    this.sent.push({ message, atMs: this.clock.nowMs, fail: onError });
  };

  /** When messages of a method or status went. */
  timesOf(what: string | number): readonly number[] {
    return this.sent.filter(({ message }) => nameOf(message) === what).map(({ atMs }) => atMs);
  }

  /** Methods and statuses in their order. */
  get names(): readonly (string | number)[] {
    return this.sent.map(({ message }) => nameOf(message));
  }
}

const nameOf = (message: SipMessage): string | number => (message.kind === 'request' ? message.method : message.status);

/** A path to somewhere; for tests. */
export const fakePath = (protocol: SipProtocol = 'udp'): SipPath => ({
  protocol,
  local: { address: '192.0.2.1', port: 5060 },
  remote: { address: '192.0.2.2', port: 5070 },
  advertised: { address: '192.0.2.1', port: 5060 },
  connectionId: 'c1',
});

/** A request with all it needs; for tests. `via` is the whole value of its topmost Via. */
export const fakeRequest = (method: string, via = 'SIP/2.0/UDP 192.0.2.2:5070;branch=z9hG4bKb1'): SipRequest => ({
  kind: 'request',
  method,
  uri: 'sip:bob@example.com',
  headers: [
    { name: 'Via', value: via },
    { name: 'Via', value: 'SIP/2.0/UDP 192.0.2.3;branch=z9hG4bKother' },
    { name: 'Route', value: '<sip:proxy.example.com;lr>' },
    { name: 'From', value: '<sip:alice@example.com>;tag=a1' },
    { name: 'To', value: '<sip:bob@example.com>' },
    { name: 'Call-ID', value: 'call-1' },
    { name: 'CSeq', value: `7 ${method}` },
  ],
  body: new Uint8Array(0),
});
