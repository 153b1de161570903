import type { SipUserEntry, SipUserId, TrunkEntry, TrunkId } from '@callwright/protocol';
import { digestKey, headerOf, parseNameAddress, parseSipUri, type SipRequest } from '@callwright/sip';
import type { Clock } from '../../../platform/clock.js';
import type { NewId } from '../../../platform/ids.js';
import type { DigestAccount, DigestVerdict } from '../auth/check-digest.js';
import { challengesOf, checkDigest, type DigestAlgorithm } from '../auth/check-digest.js';
import { digestHash } from '../auth/digest-hash.js';
import { Nonces } from '../auth/nonces.js';
import { RateLimit } from '../auth/rate-limit.js';
import type { IncomingRequest, SipSource } from '../stack/sip-stack.js';
import type { TelephonyDirectory } from '../telephony-directory.js';
import { AddressBlocks } from '../trunks/address-block.js';
import { chooseTrunk } from './choose-trunk.js';
import { calledUser } from './find-line.js';

/** Who sent a request, as far as it has been proved. */
export type Identity =
  | { readonly kind: 'trunk'; readonly trunk: TrunkEntry }
  | { readonly kind: 'user'; readonly user: SipUserEntry };

/** What the gate is made of. */
export type GateOptions = {
  readonly directory: TelephonyDirectory;
  /** Whether a trunk is registered, and that was granted from this address. */
  readonly isRegisteredAt: (id: TrunkId, address: string) => boolean;
  /** Whether a phone of that user is registered from there, port and all. */
  readonly isPhone: (id: SipUserId, source: SipSource) => boolean;
  readonly realm: string;
  /** Hashes that are asked for. Default: MD5 alone, which every phone knows. */
  readonly digests?: readonly DigestAlgorithm[];
  readonly clock: Clock;
  readonly newId: NewId;
  /** Told of every request that was refused, for the counts. */
  readonly onRefused: (why: 'unknown' | 'wrongPassword' | 'tooMany') => void;
};

/** Requests of strangers a second, of one address; more are dropped. A phone asks twice for everything. */
const STRANGERS = { perSecond: 5, burst: 30 };
/** Wrong passwords of one address; then nothing of its is looked at until it has been quiet. */
const FAILURES = { perSecond: 1 / 30, burst: 10 };
/** Who guesses waits. */
const FAILURE_DELAY_MS = 1500;

/**
 * Lets in whom we know: a trunk by the address its requests come from, listed or where it is registered, or by digest, and
 * phones by digest. Everybody else gets a challenge, or nothing, and learns nothing.
 */
export class Gate {
  readonly #options: GateOptions;
  readonly #nonces: Nonces;
  readonly #strangers: RateLimit;
  readonly #failures: RateLimit;
  readonly #blocks = new WeakMap<TrunkEntry, AddressBlocks>();
  readonly #blocked = new Map<string, number>();

  constructor(options: GateOptions) {
    const { clock, newId } = options;
    this.#options = options;
    this.#nonces = new Nonces(clock, newId);
    this.#strangers = new RateLimit({ ...STRANGERS, clock });
    this.#failures = new RateLimit({ ...FAILURES, clock });
  }

  /** Who sent it; null when it has been dealt with: challenged, refused, or dropped. */
  async identify(request: IncomingRequest): Promise<Identity | null> {
    const { source } = request;
    const trunk = this.#trunkOf(request);
    if (this.#isBlocked(source.address)) return trunk ? { kind: 'trunk', trunk } : this.#drop();
    // Who says who they are is taken at their word, wherever that comes from: a guess at a password costs as much anywhere.
    const verdict = this.#verdictOn(request);
    if (verdict?.verdict === 'ok') return verdict.owner;
    if (verdict?.verdict === 'wrong') return this.#fail(request);
    return trunk ? { kind: 'trunk', trunk } : this.#challenge(request, verdict?.verdict === 'stale');
  }

  /** Whether an address is among those of a trunk. */
  isTrunk(address: string): boolean {
    const { directory, isRegisteredAt } = this.#options;
    return directory.trunks().some((trunk) => this.#blocksOf(trunk).has(address) || isRegisteredAt(trunk.id, address));
  }

  // A phone beside a PBX, within its addresses, registers for itself, with its own password, and calls as who it is.
  #trunkOf({ message, source }: IncomingRequest): TrunkEntry | null {
    if (message.method === 'REGISTER' || this.#isOfPhone(message, source)) return null;
    return this.#trunkAt(source.address, message.uri);
  }

  /** Its registration came from the very same place, and it says to be that user. Who it is, is to be proved then. */
  #isOfPhone(message: SipRequest, source: SipSource): boolean {
    const { directory, isPhone } = this.#options;
    const user = parseSipUri(parseNameAddress(headerOf(message, 'From') ?? '')?.uri ?? '')?.user;
    return user !== undefined && directory.users(user.toLowerCase()).some(({ id }) => isPhone(id, source));
  }

  /** What a request says of who sent it; null when it says nothing. */
  #verdictOn({ message, source }: IncomingRequest): DigestVerdict<Identity> | null {
    const credentials = headerOf(message, 'Authorization') ?? headerOf(message, 'Proxy-Authorization');
    if (credentials === undefined) return null;
    return checkDigest(credentials, message, {
      realm: this.#options.realm,
      nonces: this.#nonces,
      address: source.address,
      accounts: (username) => this.#accounts(username),
    });
  }

  #trunkAt(address: string, uri: string): TrunkEntry | null {
    const { directory, isRegisteredAt } = this.#options;
    const registered = directory.trunks().filter(({ id }) => isRegisteredAt(id, address));
    // Accounts at one carrier share its addresses; most carriers call the name that was registered.
    const called = calledUser(uri);
    const byName = registered.find(({ auth }) => auth?.username === called);
    if (byName) return byName;
    const listed = directory.trunks().filter((trunk) => this.#blocksOf(trunk).has(address));
    return chooseTrunk([...new Set([...listed, ...registered])], uri, directory);
  }

  #blocksOf(trunk: TrunkEntry): AddressBlocks {
    const known = this.#blocks.get(trunk);
    if (known) return known;
    const fresh = new AddressBlocks(trunk.inboundAddresses);
    this.#blocks.set(trunk, fresh);
    return fresh;
  }

  #accounts(username: string): readonly DigestAccount<Identity>[] {
    const { directory, realm } = this.#options;
    const users = directory.users(username.toLowerCase()).map((user) => ({
      keys: { MD5: user.ha1Md5, 'SHA-256': user.ha1Sha256 },
      owner: { kind: 'user', user } as const,
    }));
    const trunks = directory.trunks().flatMap((trunk) => {
      const { inboundAuth } = trunk;
      if (inboundAuth?.username !== username) return [];
      const key = (algorithm: 'MD5' | 'SHA-256') => digestKey(inboundAuth, realm, algorithm, digestHash);
      return [{ keys: { MD5: key('MD5'), 'SHA-256': key('SHA-256') }, owner: { kind: 'trunk', trunk } as const }];
    });
    return [...users, ...trunks];
  }

  async #challenge(request: IncomingRequest, isStale: boolean): Promise<null> {
    if (!this.#strangers.admits(request.source.address)) return this.#drop();
    if (!isStale) this.#options.onRefused('unknown');
    const challenges = challengesOf(
      { realm: this.#options.realm, nonce: this.#nonces.next(request.source.address), isStale },
      this.#options.digests ?? ['MD5'],
    );
    await request.respond(401, { headers: { 'WWW-Authenticate': challenges } });
    return null;
  }

  async #fail(request: IncomingRequest): Promise<null> {
    const { clock, onRefused } = this.#options;
    const { address } = request.source;
    onRefused('wrongPassword');
    if (!this.#failures.admits(address)) this.#block(address);
    await new Promise<void>((resolve) => {
      clock.startTimer(FAILURE_DELAY_MS, resolve);
    });
    await request.respond(403);
    return null;
  }

  #drop(): null {
    this.#options.onRefused('tooMany');
    return null;
  }

  #block(address: string): void {
    this.#blocked.set(address, this.#options.clock.monotonicMs() + BLOCK_MS);
    const [oldest] = this.#blocked.keys();
    if (this.#blocked.size > MAX_BLOCKED && oldest !== undefined) this.#blocked.delete(oldest);
  }

  #isBlocked(address: string): boolean {
    const untilMs = this.#blocked.get(address);
    if (untilMs === undefined) return false;
    if (this.#options.clock.monotonicMs() < untilMs) return true;
    this.#blocked.delete(address);
    return false;
  }
}

const BLOCK_MS = 5 * 60_000;
const MAX_BLOCKED = 10_000;

/** Whether a request is of a dialog, or wants to be. */
export const isWithinDialog = (request: SipRequest): boolean => /;\s*tag=/i.test(headerOf(request, 'To') ?? '');
