import type { TrunkEntry, TrunkGateway, TrunkState } from '@callwright/protocol';
import type { Timer } from '../../../platform/clock.js';
import { runInBackground } from '../../../platform/run-in-background.js';
import type { SipParts } from '../sip-parts.js';
import { ask, hostUri, proxyUri } from './ask.js';

type Parts = SipParts & { readonly onState: () => void };
type GatewayState = TrunkState['gateways'][number];

const PAUSE_MS = 60_000;

/** Asks a gateway by OPTIONS whether it is there (RFC 3261 §11). Whatever it answers, it is. */
export class GatewayHealth {
  readonly gateway: TrunkGateway;
  readonly #trunk: TrunkEntry;
  readonly #parts: Parts;
  #timer: Timer | null = null;
  #isClosed = false;
  #state: GatewayState;

  constructor(trunk: TrunkEntry, gateway: TrunkGateway, parts: Parts) {
    this.#trunk = trunk;
    this.gateway = gateway;
    this.#parts = parts;
    this.#state = { host: gateway.host, status: 'unknown' };
  }

  get state(): GatewayState {
    return this.#state;
  }

  start(): void {
    if (this.#trunk.checksHealth) runInBackground('ask a gateway', this.#check(), this.#parts.log);
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
  }

  async #check(): Promise<void> {
    const { clock, onState } = this.#parts;
    const { host, port, transport } = this.gateway;
    const { outboundProxy } = this.#trunk;
    const sinceMs = clock.monotonicMs();
    const proxy = outboundProxy === undefined ? {} : { proxy: proxyUri(outboundProxy, this.gateway) };
    const question = { method: 'OPTIONS', uri: hostUri(host, port, transport), login: null, ...proxy };
    const response = await ask(question, this.#parts);
    if (this.#isClosed) return;
    // The server answers for gateways that did not: RFC 3261 §8.1.3.1.
    const { status } = response?.message ?? { status: 408 };
    const isUp = status !== 408 && status !== 503;
    const roundTripMs = Math.round(clock.monotonicMs() - sinceMs);
    const wasStatus = this.#state.status;
    this.#state = isUp
      ? { host, status: 'up', roundTripMs }
      : { host, status: 'down', problem: 'It does not answer: check its address, and the firewall on the way.' };
    if (this.#state.status !== wasStatus) onState();
    this.#timer = clock.startTimer(PAUSE_MS, () => this.start());
  }
}
