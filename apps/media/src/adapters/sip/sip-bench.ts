import {
  type CallId,
  callId,
  dialPolicy,
  type NumberEntry,
  type SessionEvent,
  type SipUserEntry,
  type TrunkEntry,
  workspaceId,
} from '@callwright/protocol';
import { digestKey } from '@callwright/sip';
import type { CallLeg } from '../../calls/call-leg.js';
import type { CallSession } from '../../calls/call-session.js';
import { FakeSound } from '../../calls/fake-sound.js';
import type { FakeSoundStream } from '../../calls/fake-sound-stream.js';
import type { Principal, TelephonePrincipal } from '../../calls/principal.js';
import type { SoundStream } from '../../calls/sound-port.js';
import { systemClock } from '../../platform/clock.js';
import type { SipSettings } from '../../platform/config.js';
import { newKey, newSeed, newUuid } from '../../platform/ids.js';
import { silentLog } from '../../platform/logging.js';
import type { SipListener } from '../../sip-server/index.js';
import { digestHash } from './auth/digest-hash.js';
import { createSipAdapter, type SipAdapter } from './index.js';
import { openStack } from './stack/open-stack.js';
import type { IncomingRequest, SipStack } from './stack/sip-stack.js';
import type { TelephonyDirectory } from './telephony-directory.js';
import { CallTraces } from './trace/call-traces.js';
import type { HandOverPort } from './transfer/transfers.js';

/** The workspace of the bench. */
export const HOME = workspaceId.parse('w-1');
const REALM = 'callwright';
const SETTINGS: SipSettings = {
  host: '127.0.0.1',
  port: 0,
  tlsPort: null,
  wsPort: null,
  wssPort: null,
  certificateFile: null,
  keyFile: null,
  realm: REALM,
  digests: ['MD5'],
  drachtio: null,
};

/** A SIP server of its own, and its end towards us. */
export type BenchServer = {
  readonly stack: SipStack;
  /** Of UDP and TCP. */
  readonly port: number;
  readonly portOf: (protocol: SipListener['protocol']) => number;
  readonly close: () => Promise<void>;
};

/** Starts one on free ports of loopback, with short timers, and waits until it can be used. */
export const startBenchServer = async (
  listen: (stack: SipStack) => void = () => undefined,
  traces = new CallTraces(),
  change: Partial<SipSettings> = {},
): Promise<BenchServer> => {
  const { stack, listeners, close } = await openStack({
    settings: { ...SETTINGS, ...change },
    publicAddress: null,
    isTrusted: () => true,
    trace: traces.note,
    timers: { t1Ms: 50, t2Ms: 200, t4Ms: 250 },
    clock: systemClock,
    newId: newUuid,
    log: silentLog,
  });
  listen(stack);
  if (!stack.isConnected()) await new Promise<void>((resolve) => stack.onConnection(() => resolve()));
  const portOf = (wanted: SipListener['protocol']) => listeners.find(({ protocol }) => protocol === wanted)?.port ?? 0;
  return { stack, port: portOf('udp'), portOf, close };
};

/** What the adapter of a bench knows; a test fills it. */
export type BenchDirectory = {
  trunks: TrunkEntry[];
  numbers: NumberEntry[];
  users: SipUserEntry[];
  readonly endpoints: Set<string>;
};

/** A call that came in, as the adapter handed it over. */
export type ArrivedCall = {
  readonly leg: CallLeg;
  readonly principal: TelephonePrincipal;
  readonly sound: FakeSoundStream;
  readonly sdp: string;
};

/** A SIP side with nothing behind it: calls are kept for the test to answer. */
export type SipBench = {
  readonly adapter: SipAdapter;
  readonly port: number;
  readonly portOf: BenchServer['portOf'];
  readonly stack: SipStack;
  readonly directory: BenchDirectory;
  readonly calls: readonly ArrivedCall[];
  /** What the sound of all calls has told. */
  readonly events: readonly SessionEvent[];
  /** Why requests were refused. */
  readonly refused: readonly string[];
  /** What telephones wanted handed over. */
  readonly handed: readonly string[];
  /** Those of them that may go where anybody of ours may dial. */
  readonly handedAsOurs: readonly string[];
  /** The next call that comes in and can be heard. */
  readonly nextCall: () => Promise<ArrivedCall>;
  /** A stream for a call that goes out. */
  readonly openSound: (id: CallId) => Promise<{ readonly stream: SoundStream; readonly fake: FakeSoundStream }>;
  /** Turns calls away by an error before they begin. */
  refuseWith: (error: Error | null) => void;
  /** Who asks to hand over a call from now on is refused; null: taken again. */
  refuseTransfersWith: (error: Error | null) => void;
  readonly close: () => Promise<void>;
};

/** Starts a SIP side on loopback. */
export const startSipBench = async (change: Partial<SipSettings> = {}): Promise<SipBench> => {
  const traces = new CallTraces();
  const server = await startBenchServer(undefined, traces, change);
  const directory: BenchDirectory = { trunks: [], numbers: [], users: [], endpoints: new Set() };
  const sound = new FakeSound(systemClock);
  const calls: ArrivedCall[] = [];
  const waiting: ((call: ArrivedCall) => void)[] = [];
  const events: SessionEvent[] = [];
  const refused: string[] = [];
  const refusals: { call: Error | null; transfer: Error | null } = { call: null, transfer: null };
  const openSound = async (id: CallId) => {
    const stream = await sound.open(
      { callId: id },
      { onEvent: (event) => events.push(event), onLost: () => undefined },
    );
    return { stream, fake: sound.caller(id) };
  };
  const handed: string[] = [];
  const handedAsOurs: string[] = [];
  const handOver: HandOverPort = {
    check: () => throwIf(refusals.transfer),
    move: async (_, { target, headers, onRinging }) => {
      handed.push(headers?.Replaces === undefined ? target : `${target} for ${headers.Replaces}`);
      for (let rings = 0; rings < 2; rings += 1) onRinging();
    },
    join: async (one, other) => void handed.push(`${one} with ${other}`),
  };
  const adapter = createSipAdapter({
    ...{ stack: server.stack, clock: systemClock, newId: newUuid, newKey, newSeed, log: silentLog, realm: REALM },
    directory: directoryOf(directory),
    onCall: async (leg, principal) => {
      throwIf(refusals.call);
      const call = await arrive(leg, principal, { openSound, events });
      calls.push(call);
      waiting.shift()?.(call);
      // What the adapter does with the session is to keep its leg.
      return { leg } as unknown as CallSession;
    },
    handOver: {
      ...handOver,
      move: (id, line, isOurs) => {
        if (isOurs) handedAsOurs.push(line.target);
        return handOver.move(id, line, isOurs);
      },
    },
    traces,
    onRefused: (why) => refused.push(why),
    checkRedirect: () => undefined,
    onState: () => undefined,
  });
  return {
    adapter,
    port: server.port,
    portOf: server.portOf,
    stack: server.stack,
    directory,
    calls,
    events,
    refused,
    handed,
    handedAsOurs,
    nextCall: () => new Promise((resolve) => waiting.push(resolve)),
    openSound,
    refuseWith: (call) => void Object.assign(refusals, { call }),
    refuseTransfersWith: (transfer) => void Object.assign(refusals, { transfer }),
    close: async () => {
      await adapter.close();
      await server.close();
    },
  };
};

const throwIf = (error: Error | null): void => {
  if (error) throw error;
};

const arrive = async (
  leg: CallLeg,
  principal: Principal,
  { openSound, events }: Pick<SipBench, 'openSound'> & { readonly events: SessionEvent[] },
): Promise<ArrivedCall> => {
  if (principal.kind !== 'telephone') throw new Error('A call by SIP is one by telephone.');
  const { stream, fake } = await openSound(leg.callId);
  const { sdp } = await leg.openSound(stream, (event) => events.push(event));
  return { leg, principal, sound: fake, sdp };
};

const directoryOf = (known: BenchDirectory): TelephonyDirectory => ({
  trunks: () => known.trunks,
  numbers: () => known.numbers,
  users: (name) => known.users.filter(({ username }) => username === name),
  isUser: (id) => known.users.some((user) => user.id === id),
  policy: () => dialPolicy.parse({ homeCountry: '49' }),
  endpointName: (_, id) => id,
  isEndpoint: (_, name) => known.endpoints.has(name),
});

/** The keys that a user's password makes. */
export const keysOf = (username: string, password: string) => ({
  ha1Md5: digestKey({ username, password }, REALM, 'MD5', digestHash),
  ha1Sha256: digestKey({ username, password }, REALM, 'SHA-256', digestHash),
});

/** An id for a call of a test. */
export const newCallId = (): CallId => callId.parse(`c-${newUuid()}`);

/** A description as a telephone writes it. */
export const phoneSdp = (port = 40_000, direction = 'sendrecv'): string =>
  [
    'v=0',
    'o=phone 1 1 IN IP4 127.0.0.1',
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio ${port} RTP/AVP 8 101`,
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:101 telephone-event/8000',
    `a=${direction}`,
    '',
  ].join('\r\n');

/** Waits for requests of one method, in the order they come. */
export class RequestQueue {
  readonly #came: IncomingRequest[] = [];
  readonly #waiting: ((request: IncomingRequest) => void)[] = [];

  readonly take = (request: IncomingRequest): void => {
    const next = this.#waiting.shift();
    if (next) next(request);
    else this.#came.push(request);
  };

  next(): Promise<IncomingRequest> {
    const first = this.#came.shift();
    return first ? Promise.resolve(first) : new Promise((resolve) => this.#waiting.push(resolve));
  }
}
