import { type TrunkEntry, type TrunkFinding, type TrunkId, toAppError } from '@callwright/protocol';
import type { Clock } from '../../../platform/clock.js';
import type { NewId } from '../../../platform/ids.js';
import type { Log } from '../../../platform/logging.js';
import type { DnsPort } from '../../../sip-server/transport/resolve/dns-port.js';
import type { SipStack } from '../stack/sip-stack.js';
import { AddressBlocks } from '../trunks/address-block.js';
import type { AnsweredCalls } from './answered-calls.js';
import { type Answer, askPlace } from './ask-place.js';
import { tellAcknowledgement } from './check-acknowledgement.js';
import { checkAddress } from './check-address.js';
import { tellOptions } from './check-options.js';
import { probePlace, type Reached, tellReachability } from './check-reachability.js';
import { checkRegistration } from './check-registration.js';
import { checkSdpAddress, type OwnPlace } from './check-sdp-address.js';
import type { ConnectProbe } from './connect-probe.js';
import { type FoundPlace, placesOf } from './places.js';
import { within } from './within.js';

/** What a doctor is made of. */
export type TrunkDoctorParts = {
  readonly stack: SipStack;
  /** Those that are enabled. */
  readonly trunks: () => readonly TrunkEntry[];
  readonly answers: AnsweredCalls;
  /** Asked anew each time. */
  readonly dns: DnsPort;
  /** From 0 to below 1. */
  readonly chance: () => number;
  readonly probe: ConnectProbe;
  readonly own: OwnPlace & {
    /** Where our UDP socket of SIP is bound; null with a drachtio-server. */
    readonly sipHost: string | null;
  };
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
};

type Check = TrunkFinding['check'];

/** The api waits for half a minute. */
const MOST_MS = 28_000;
const OPTIONS_MS = 6000;
const MOST_PLACES = 5;
const MOST_AT_ONCE = 10;

/**
 * Examines trunks: looks their names up, tries who answers there, registers, and compares what we say of ourselves with
 * what others see. Its requests are those of the trunk itself. A trunk is examined once at a time, whoever asks.
 */
export class TrunkDoctor {
  readonly #parts: TrunkDoctorParts;
  readonly #underWay = new Map<TrunkId, Promise<readonly TrunkFinding[]>>();

  constructor(parts: TrunkDoctorParts) {
    this.#parts = parts;
  }

  /** What was found, in the order of the checks, within half a minute. Never rejects. */
  examine(id: TrunkId): Promise<readonly TrunkFinding[]> {
    const known = this.#underWay.get(id);
    if (known) return known;
    const trunk = this.#parts.trunks().find((one) => one.id === id);
    if (!trunk) return Promise.resolve([skipped('address', 'This trunk is switched off, or not known here yet.')]);
    if (this.#underWay.size >= MOST_AT_ONCE)
      return Promise.resolve([skipped('address', 'Too many trunks are being examined; try again in a minute.')]);
    const examination = new Examination(trunk, this.#parts).run().finally(() => this.#underWay.delete(id));
    this.#underWay.set(id, examination);
    return examination;
  }
}

/** One look at one trunk. */
class Examination {
  readonly #trunk: TrunkEntry;
  readonly #parts: TrunkDoctorParts;
  readonly #untilMs: number;
  readonly #findings: TrunkFinding[] = [];
  #places: readonly FoundPlace[] = [];
  #reached: readonly Reached[] = [];
  #registered: Answer | null = null;
  #registrar: FoundPlace | undefined;

  constructor(trunk: TrunkEntry, parts: TrunkDoctorParts) {
    this.#trunk = trunk;
    this.#parts = parts;
    this.#untilMs = parts.clock.monotonicMs() + MOST_MS;
  }

  async run(): Promise<readonly TrunkFinding[]> {
    await this.#step(['address'], () => this.#address());
    if (this.#parts.stack.isConnected()) {
      await this.#step([], () => this.#reach());
      await this.#step(['registration'], () => this.#register());
      await this.#step(['reachability', 'options'], async () => this.#tellReached());
    } else this.#findings.push(NO_SERVER);
    await this.#step(['sdpAddress'], async () => this.#sdpAddress());
    await this.#step(['acknowledgement'], async () => this.#acknowledgement());
    return this.#findings.toSorted((one, other) => ORDER.indexOf(one.check) - ORDER.indexOf(other.check));
  }

  /** A check that fails itself, or takes what time there is, costs the others nothing. */
  async #step(checks: readonly Check[], work: () => Promise<readonly TrunkFinding[]>): Promise<void> {
    const { clock, log } = this.#parts;
    const leftMs = this.#untilMs - clock.monotonicMs();
    try {
      const found = leftMs > 0 ? await within(clock, leftMs, work()) : null;
      this.#findings.push(...(found ?? checks.map((check) => skipped(check, NO_TIME))));
    } catch (error) {
      log.error({ error: toAppError(error).message }, 'a check of a trunk failed');
      this.#findings.push(...checks.map((check) => skipped(check, 'This could not be checked: something went wrong.')));
    }
  }

  async #address(): Promise<readonly TrunkFinding[]> {
    const places = placesOf(this.#trunk);
    const checks = await Promise.all(places.slice(0, MOST_PLACES).map((place) => checkAddress(place, this.#parts)));
    this.#places = checks.map(({ place }) => place);
    const left = places.length - MOST_PLACES;
    return [
      ...checks.map(({ finding }) => finding),
      ...(left > 0 ? [skipped('address', `${left} more gateways of lower priority are not looked at.`)] : []),
    ];
  }

  async #reach(): Promise<readonly TrunkFinding[]> {
    this.#reached = await Promise.all(this.#places.map((place) => this.#reachOne(place)));
    return [];
  }

  /** What registering showed counts, too: some say nothing to OPTIONS. */
  #tellReached(): readonly TrunkFinding[] {
    const { sipHost } = this.#parts.own;
    if (this.#reached.length < this.#places.length)
      return [skipped('reachability', NO_TIME), skipped('options', NO_TIME)];
    return this.#reached.flatMap((reached) => {
      const { name } = reached.place;
      const hasRegistered = this.#registered !== null && reached.place === this.#registrar;
      return [tellReachability(reached, { sipHost, hasRegistered }), tellOptions(name, reached.answer, hasRegistered)];
    });
  }

  async #reachOne(place: FoundPlace): Promise<Reached> {
    if (place.hops.length === 0) return { place, answer: null, probes: [] };
    const question = { method: 'OPTIONS', ...place.question, login: null };
    const [answer, probes] = await Promise.all([
      askPlace(question, OPTIONS_MS, this.#parts),
      probePlace(place, this.#parts.probe),
    ]);
    return { place, answer, probes };
  }

  async #register(): Promise<readonly TrunkFinding[]> {
    const best = this.#reached.find(({ answer }) => answer !== null)?.place ?? this.#places[0];
    const { finding, answer } = await checkRegistration(this.#trunk, best, this.#parts);
    this.#registered = answer;
    this.#registrar = best;
    return [finding];
  }

  #sdpAddress(): readonly TrunkFinding[] {
    const answers = [this.#registered, ...this.#reached.map(({ answer }) => answer)];
    const seenAs = answers.find((answer) => answer?.seenAs != null)?.seenAs ?? null;
    return [checkSdpAddress({ places: this.#places, seenAs, own: this.#parts.own })];
  }

  #acknowledgement(): readonly TrunkFinding[] {
    const addresses = new Set(this.#places.flatMap(({ hops }) => hops.map(({ address }) => address)));
    const blocks = new AddressBlocks(this.#trunk.inboundAddresses);
    return [tellAcknowledgement(this.#parts.answers.seen((remote) => addresses.has(remote) || blocks.has(remote)))];
  }
}

const ORDER: readonly Check[] = ['address', 'reachability', 'registration', 'options', 'sdpAddress', 'acknowledgement'];

const NO_TIME = 'There was no time left for this.';
const skipped = (check: Check, text: string): TrunkFinding => ({ check, status: 'skipped', text });

const NO_SERVER: TrunkFinding = {
  check: 'reachability',
  status: 'failed',
  text: 'There is no SIP server to send with: the drachtio-server is not reached, or does not take our secret.',
  advice: 'Check DRACHTIO_URL and that the drachtio-server runs; the log of the media process says more.',
};
