import {
  type ClientTransactions,
  formatSipMessage,
  formatVia,
  type ParsedSipMessage,
  parseSipMessage,
  plainResponse,
  type ServerTransactions,
  type SipMessage,
  type SipPath,
  type SipRequest,
  type SipResponse,
  stampVia,
  type TransactionUser,
  topVia,
  withHeaderBefore,
  withoutFirst,
} from '@callwright/sip';
import type { Clock } from '../../platform/clock.js';
import type { TracedMessage } from '../ports.js';
import type { Counts } from './counts.js';
import type { Arrivals, Flow } from './flow.js';
import type { KnownAddresses } from './known-addresses.js';
import type { TransportLimits } from './limits.js';
import { kindOf, type MessageKind } from './message-kind.js';
import { RateLimiter } from './rate-limiter.js';
import { answerKeepAlive } from './stun-keep-alive.js';

/** What receiving needs. */
export type ReceiverOptions = {
  readonly clock: Clock;
  readonly counts: Counts;
  readonly known: KnownAddresses;
  readonly limits: TransportLimits;
  /** Whether an address may be as fast as it likes: a trunk of ours. Who else is too fast hears nothing: an answer costs, and tells a scanner something. */
  readonly isTrusted: (address: string) => boolean;
  readonly trace?: (message: TracedMessage) => void;
  readonly servers: () => ServerTransactions;
  readonly clients: () => ClientTransactions;
  readonly isOwn: (host: string, port: number | undefined) => boolean;
  readonly onStrayResponse: TransactionUser['onStrayResponse'];
};

// A proxy in front of many callers sends many messages for each call it begins.
const OTHERS_FACTOR = 10;
const EVERYBODY = '*';
/** A stranger who has asked no more than that of late is somebody new. A telephone asks twice for everything. */
const FEW_REQUESTS = 10;

/** Takes what arrives, keeps floods and garbage out before they cost anything, and hands the rest to its transaction. */
export class Receiver implements Arrivals {
  readonly #options: ReceiverOptions;
  readonly #outside: RateLimiter;
  readonly #others: RateLimiter;
  readonly #strangers: RateLimiter;

  constructor(options: ReceiverOptions) {
    this.#options = options;
    const { clock, limits } = options;
    const { requestsPerSecond: perSecond, requestBurst: burst, trackedAddresses } = limits;
    this.#outside = new RateLimiter(clock, { perSecond, burst }, trackedAddresses);
    const others = { perSecond: perSecond * OTHERS_FACTOR, burst: burst * OTHERS_FACTOR };
    this.#others = new RateLimiter(clock, others, trackedAddresses);
    const strangers = { perSecond: limits.strangersPerSecond, burst: limits.strangersBurst };
    this.#strangers = new RateLimiter(clock, strangers, 1);
  }

  onBytes(bytes: Uint8Array, path: SipPath, flow?: Pick<Flow, 'send'>): void {
    const kind = kindOf(bytes);
    if (kind === 'keepAlive') {
      this.#keepAlive(bytes, path, flow);
      return;
    }
    if (kind === 'garbage' || kind === 'scanner') {
      this.#options.counts.add(kind);
      return;
    }
    if (!this.#isWithinRate(kind, path)) return;
    const parsed = parseSipMessage(bytes, this.#options.limits.message);
    this.#trace(bytes, path, parsed);
    this.#take(parsed, path);
  }

  onParsed(parsed: ParsedSipMessage, path: SipPath): void {
    const message = messageOf(parsed);
    if (!message) {
      this.#options.counts.add('garbage');
      return;
    }
    // The stream has it no more as it came.
    const bytes = formatSipMessage(message);
    const kind = kindOf(bytes);
    if (kind === 'scanner') {
      this.#options.counts.add('scanner');
      return;
    }
    if (!this.#isWithinRate(kind, path)) return;
    this.#trace(bytes, path, parsed);
    this.#take(parsed, path);
  }

  /** Only of those we know: whoever writes in the name of others is not answered. */
  #keepAlive(bytes: Uint8Array, { remote }: SipPath, flow: Pick<Flow, 'send'> | undefined): void {
    const { isTrusted, known } = this.#options;
    if (!flow || !(known.has(remote.address) || isTrusted(remote.address))) return;
    const answer = answerKeepAlive(bytes, remote);
    if (answer && this.#others.take(remote.address)) flow.send(answer, remote, () => undefined);
  }

  #isWithinRate(kind: MessageKind, { remote }: SipPath): boolean {
    const { isTrusted, counts } = this.#options;
    if (isTrusted(remote.address)) return true;
    const isWithin = kind === 'outside' ? this.#mayAsk(remote.address) : this.#others.take(remote.address);
    if (!isWithin) counts.add('overRate');
    return isWithin;
  }

  #mayAsk(address: string): boolean {
    if (!this.#outside.take(address)) return false;
    if (this.#options.known.has(address)) return true;
    // Half of what strangers may ask is for those who ask little: a flood from some addresses leaves room for a new phone.
    const { requestBurst, strangersBurst } = this.#options.limits;
    const isNew = this.#outside.left(address) >= requestBurst - FEW_REQUESTS;
    return this.#strangers.take(EVERYBODY, isNew ? 0 : strangersBurst / 2);
  }

  #take(parsed: ParsedSipMessage, path: SipPath): void {
    this.#options.counts.add('received');
    if (!parsed.ok) this.#refuseMalformed(parsed, path);
    else if (parsed.message.kind === 'response') this.#takeResponse(parsed.message, path);
    else this.#takeRequest(parsed.message, path);
  }

  #takeRequest(request: SipRequest, path: SipPath): void {
    const stamped = stampedRequest(request, path);
    if (stamped) this.#options.servers().receive(stamped, path);
  }

  #takeResponse(response: SipResponse, path: SipPath): void {
    if (this.#options.clients().receive(response, path)) return;
    this.#options.counts.add('stray');
    const via = topVia(response);
    // RFC 3261 §18.1.2: a response whose topmost Via is not ours is not for us.
    if (via && this.#options.isOwn(via.host, via.port)) this.#options.onStrayResponse(response, path);
  }

  /** RFC 4475 §3.1.2: a request that can be answered is; a response that cannot be read is not a response. */
  #refuseMalformed(parsed: ParsedSipMessage & { readonly ok: false }, path: SipPath): void {
    this.#options.counts.add('malformed');
    const stamped = parsed.request && stampedRequest(parsed.request, path);
    if (stamped) this.#options.servers().refuse(stamped, path, plainResponse(parsed.status, parsed.problem));
  }

  #trace(bytes: Uint8Array, path: SipPath, parsed: ParsedSipMessage): void {
    const [message, isMalformed, atMs] = [messageOf(parsed), !parsed.ok, this.#options.clock.nowMs()];
    this.#options.trace?.({ direction: 'in', path, atMs, bytes, message, isMalformed });
  }
}

const messageOf = (parsed: ParsedSipMessage): SipMessage | undefined => (parsed.ok ? parsed.message : parsed.request);

/** The request with its topmost Via stamped; undefined without one, and nobody can be answered then. */
function stampedRequest(request: SipRequest, { remote }: SipPath): SipRequest | undefined {
  const via = topVia(request);
  return via && withHeaderBefore(withoutFirst(request, 'Via'), 'Via', formatVia(stampVia(via, remote)));
}
