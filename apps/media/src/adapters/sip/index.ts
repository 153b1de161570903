import type { RegisteredPhone, TrunkState } from '@callwright/protocol';
import { headerOf } from '@callwright/sip';
import type { Dialler } from '../../calls/dialler.js';
import { runInBackground } from '../../platform/run-in-background.js';
import type { OnCall } from '../protocol-adapter.js';
import { Dialogs } from './dialog/dialogs.js';
import { ALLOW, SUPPORTED } from './dialog/our-headers.js';
import { Gate, type GateOptions, isWithinDialog } from './inbound/identify.js';
import { InboundCalls } from './inbound/inbound-calls.js';
import { createSipDialler, type SipDiallerParts } from './outbound/sip-dialler.js';
import { Bindings } from './registrar/bindings.js';
import { Registrar } from './registrar/registrar.js';
import type { SipParts } from './sip-parts.js';
import type { IncomingRequest } from './stack/sip-stack.js';
import { type HandOverPort, Transfers } from './transfer/transfers.js';
import { TrunkCalls } from './trunks/trunk-calls.js';
import { Trunks } from './trunks/trunks.js';

/** What the SIP side is made of. */
export type SipAdapterOptions = Pick<
  SipParts,
  'stack' | 'directory' | 'traces' | 'clock' | 'newId' | 'newKey' | 'newSeed' | 'log'
> & {
  readonly realm: string;
  readonly digests?: GateOptions['digests'];
  readonly onCall: OnCall;
  readonly handOver: HandOverPort;
  readonly onRefused: GateOptions['onRefused'];
  readonly checkRedirect: SipDiallerParts['checkRedirect'];
  /** Told when trunks or phones fare differently. */
  readonly onState: () => void;
};

/** How the telephone side stands. */
export type TelephonyState = { readonly trunks: readonly TrunkState[]; readonly phones: readonly RegisteredPhone[] };

/** The SIP side of Callwright. */
export type SipAdapter = {
  readonly name: 'sip';
  readonly dialler: Dialler;
  readonly state: () => TelephonyState;
  /** Whether requests from an address are those of a trunk. */
  readonly isTrunk: (address: string) => boolean;
  /** Trunks may have changed. */
  readonly refresh: () => void;
  /** Takes registrations back. May be called twice; never throws. */
  readonly close: () => Promise<void>;
};

/** Phones that have not come back are looked for so often. */
const SWEEP_MS = 30_000;

/** Telephones and carriers: calls that come in and go out, phones that register, trunks that are kept up. */
export const createSipAdapter = (options: SipAdapterOptions): SipAdapter => {
  const { stack, directory, clock, onState, log } = options;
  const trunkCalls = new TrunkCalls(onState);
  const dialogs = new Dialogs();
  const transfers = new Transfers({ dialogs, handOver: options.handOver, clock, log });
  const parts: SipParts = { ...options, dialogs, trunkCalls, transfers };
  const bindings = new Bindings(clock, onState);
  const gate = new Gate({
    ...options,
    isRegisteredAt: (id, address) => trunks.isRegisteredAt(id, address),
    isPhone: (id, source) => bindings.isFrom(id, source),
  });
  const registrar = new Registrar({ gate, bindings, clock });
  const calls = new InboundCalls({ ...parts, gate, onCall: options.onCall });
  const trunks = new Trunks({ ...parts, onState });
  const takers: Readonly<Record<string, (request: IncomingRequest) => Promise<unknown>>> = {
    INVITE: (request) => calls.take(request),
    REGISTER: (request) => registrar.take(request),
    OPTIONS: (request) =>
      request.respond(200, { headers: { Allow: ALLOW, Supported: SUPPORTED, Accept: 'application/sdp' } }),
    SUBSCRIBE: (request) => request.respond(489, { headers: { 'Allow-Events': 'refer' } }),
  };
  stack.onRequest((request) => {
    const known = request.dialogId === null ? undefined : dialogs.get(request.dialogId);
    if (known) known.handle(request);
    else runInBackground('take a SIP request', take(request, takers), log);
  });
  stack.onConnection((isConnected) => {
    log.info({ isConnected }, 'connection to the SIP server');
    // What the server knew of our calls went with it.
    if (!isConnected) for (const dialog of dialogs.all()) dialog.lose();
    trunks.refresh();
  });
  let sweep = clock.startTimer(SWEEP_MS, sweepPhones);
  function sweepPhones(): void {
    bindings.sweep((userId) => directory.isUser(userId));
    sweep = clock.startTimer(SWEEP_MS, sweepPhones);
  }
  return {
    name: 'sip',
    dialler: createSipDialler({
      ...parts,
      bindings,
      checkRedirect: options.checkRedirect,
      isDown: (trunkId, gateway) => trunks.isDown(trunkId, gateway),
    }),
    state: () => ({
      trunks: trunks.states(),
      phones: bindings.all().map(({ userId, contact, userAgent, source, expiresAtMs }) => ({
        ...{ userId, contact, userAgent, expiresAtMs },
        transport: source.transport,
      })),
    }),
    isTrunk: (address) => gate.isTrunk(address),
    refresh: () => trunks.refresh(),
    close: async () => {
      sweep.cancel();
      await trunks.close();
    },
  };
};

const take = async (
  request: IncomingRequest,
  takers: Readonly<Record<string, (request: IncomingRequest) => Promise<unknown>>>,
): Promise<void> => {
  const { method } = request.message;
  if (method === 'ACK' || request.isUnsolicited) return;
  const taker = takers[method];
  // RFC 3261 §12.2.2: of a dialog that we do not know.
  if (isWithinDialog(request.message) || headerOf(request.message, 'Call-ID') === undefined) await request.respond(481);
  else if (taker) await taker(request);
  else await request.respond(405, { headers: { Allow: ALLOW } });
};
