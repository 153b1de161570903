import { FakeClock, fuzzRuns } from '@callwright/flow-engine/testing';
import {
  ClientTransactions,
  defaultTransactionTimers,
  plainResponse,
  ServerTransactions,
  type SipMessage,
  type SipPath,
} from '@callwright/sip';
import { describe, expect, it } from 'vitest';
import { Counts } from './counts.js';
import { requestText } from './fake-peer.js';
import { KnownAddresses } from './known-addresses.js';
import { defaultTransportLimits } from './limits.js';
import { Receiver } from './receiver.js';

const endpoint = { address: '192.0.2.1', port: 5060 };
const path: SipPath = { protocol: 'udp', local: endpoint, remote: endpoint, advertised: endpoint, connectionId: '1' };

const serve = () => {
  const clock = new FakeClock();
  const counts = new Counts();
  const sent: SipMessage[] = [];
  let id = 0;
  const newId = (): string => `id${++id}`;
  const surroundings = {
    clock,
    timers: defaultTransactionTimers,
    send: (message: SipMessage) => void sent.push(message),
  };
  const servers = new ServerTransactions({
    ...{ ...surroundings, newId, newTag: newId, maxTransactions: 50 },
    user: {
      onRequest: (transaction) => void transaction.respond(plainResponse(486, 'Busy Here')),
      onCancel: () => undefined,
      onAck: () => undefined,
      onServerEnd: () => undefined,
    },
  });
  const clients = new ClientTransactions(surroundings);
  const receiver = new Receiver({
    ...{ clock, counts, limits: defaultTransportLimits, isTrusted: () => true },
    known: new KnownAddresses(clock, 10),
    ...{ servers: () => servers, clients: () => clients, isOwn: () => true, onStrayResponse: () => undefined },
  });
  return { clock, counts, sent, servers, receiver };
};

/** Numbers from 0 to below `sides` that look random and are the same each time (Park and Miller's generator). */
const createDice = (seed: number) => {
  let state = seed;
  return (sides: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % sides;
  };
};
type Dice = ReturnType<typeof createDice>;

const methods = ['INVITE', 'ACK', 'CANCEL', 'BYE', 'OPTIONS', 'REGISTER', 'SIP'];

const someBytes = (dice: Dice, mostBytes: number): Buffer =>
  Buffer.from(Array.from({ length: dice(mostBytes + 1) }, () => dice(256)));

/** A good message with some of its bytes changed, taken out or put in. */
const mutated = (dice: Dice): Buffer => {
  const method = methods[dice(methods.length)] ?? '';
  const request = requestText(method === 'SIP' ? 'INVITE' : method, 'SIP/2.0/UDP 192.0.2.1;rport');
  let bytes = Buffer.from(method === 'SIP' ? request.replace(/^.*\r\n/, 'SIP/2.0 200 OK\r\n') : request);
  for (let changes = dice(5); changes > 0; changes--) {
    const at = dice(bytes.length);
    bytes = Buffer.concat([bytes.subarray(0, at), someBytes(dice, 8), bytes.subarray(at + dice(13))]);
  }
  return bytes;
};

describe('whatever bytes come', () => {
  it('nothing throws, nobody gets more answers than requests, and in the end nothing is left', () => {
    const { clock, counts, sent, servers, receiver } = serve();
    let received = 0;
    const take = (bytes: Uint8Array): void => {
      receiver.onBytes(bytes, path);
      received += 1;
      expect(sent.length).toBeLessThanOrEqual(received);
      expect(servers.count).toBeLessThanOrEqual(50);
      // ACKs do not come: each refused INVITE is repeated, until its time is over.
      if (received % 200 === 0) clock.advance(40_000);
      if (received % 200 === 0) received = sent.length = 0;
    };
    const dice = createDice(5);
    const runs = fuzzRuns(7000);
    for (let run = 0; run < runs; run++) take(run % 7 === 0 ? someBytes(dice, 300) : mutated(dice));
    clock.advance(40_000);
    expect(servers.count).toBe(0);
    const { received: read, malformed, garbage } = counts.all();
    // Enough of them could be read, and enough could not, for this to say anything.
    expect([read > runs / 2, malformed > runs / 7, garbage > runs / 20]).toEqual([true, true, true]);
  });
});
