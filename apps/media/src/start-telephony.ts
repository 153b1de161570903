import type { MediaMessage, TrunkFinding, TrunkId, WorkspaceId } from '@callwright/protocol';
import { createSipAdapter, type SipAdapter, type TelephonyState } from './adapters/sip/index.js';
import { type OpenStack, openStack } from './adapters/sip/stack/open-stack.js';
import { CallTraces } from './adapters/sip/trace/call-traces.js';
import type { CallRegistry } from './calls/call-registry.js';
import type { Dialler } from './calls/dialler.js';
import type { Dialling } from './calls/outbound-calls.js';
import type { CachedTelephony } from './control/cached-telephony.js';
import type { Clock, Timer } from './platform/clock.js';
import type { MediaConfig } from './platform/config.js';
import { newKey, newSeed, newUuid } from './platform/ids.js';
import type { Log } from './platform/logging.js';
import type { Metrics } from './platform/metrics.js';
import { createTelephonyDoctor } from './telephony-doctor.js';

/** What the telephone side is started with. The registry is made with its `dialling`, so it is asked for later. */
export type TelephonyOptions = {
  readonly config: MediaConfig;
  readonly directory: CachedTelephony;
  readonly registry: () => CallRegistry;
  readonly metrics: () => Metrics;
  /** Tells the api. */
  readonly tell: (message: MediaMessage) => void;
  readonly clock: Clock;
  readonly log: Log;
};

/** What there is to count; null before the start, and `server` with a drachtio-server. */
export type TelephonyCounts = {
  readonly server: ReturnType<OpenStack['stats']>;
  readonly state: TelephonyState | null;
};

/** The telephone side, before and after it has started. */
export type TelephonySide = {
  readonly dialling: Dialling;
  /** Has the doctor look at a trunk; never rejects. */
  readonly examine: (id: TrunkId) => Promise<readonly TrunkFinding[]>;
  /** For metrics: what the built-in server has counted, and how trunks and phones stand. */
  readonly counts: () => TelephonyCounts;
  /** Resolves when telephones are welcome. @throws Error when a port is taken */
  readonly start: () => Promise<void>;
  /** May be called twice; never throws. */
  readonly close: () => Promise<void>;
};

/** At most so often is the api told how things stand. */
const STATE_PAUSE_MS = 1000;
/** An api that has started anew hears of it by then. */
const STATE_AGAIN_MS = 15_000;

/** Telephones: a SIP server or the way to one, and the adapter behind it. */
export const createTelephony = (options: TelephonyOptions): TelephonySide => {
  const { config, directory, clock, log } = options;
  const running: { sip?: SipAdapter; closeStack?: () => Promise<void>; stats?: OpenStack['stats'] } = {};
  const traces = new CallTraces();
  const teller = new StateTeller(options, () => running.sip);
  const doctor = createTelephonyDoctor(options);
  return {
    dialling: {
      dialler: diallerOf(() => running.sip?.dialler),
      policyOf: (workspaceId) => directory.policy(workspaceId),
      isOwnPhone: (target, workspaceId) => isOwnPhone(directory, target, workspaceId),
      onRefused: (code) => options.metrics().refused(code),
    },
    examine: (id) => doctor.examine(id),
    counts: () => ({ server: running.stats?.() ?? null, state: running.sip?.state() ?? null }),
    start: async () => {
      const { close, ...open } = await openStack({
        settings: config.sip,
        publicAddress: config.publicAddress,
        trace: traces.note,
        hear: traces.hear,
        isTrusted: (address) => running.sip?.isTrunk(address) ?? false,
        clock,
        newId: newUuid,
        log,
      });
      running.closeStack = close;
      running.stats = open.stats;
      const stack = doctor.watch(open);
      const sip = createSipAdapter({
        ...{
          stack,
          directory,
          clock,
          newId: newUuid,
          newKey,
          newSeed,
          log,
          realm: config.sip.realm,
          digests: config.sip.digests,
        },
        traces,
        handOver: {
          check: (id, line, isOurs) => options.registry().transfers.check(id, line, isOurs),
          move: (id, line, isOurs) => options.registry().transfers.move(id, line, isOurs),
          join: (id, otherId, onJoined) => options.registry().transfers.join(id, otherId, onJoined),
        },
        onCall: (leg, principal) => options.registry().accept(leg, principal),
        onRefused: () => options.metrics().refused('auth.required'),
        checkRedirect: (workspaceId, target) => options.registry().telephone.checkRedirect(workspaceId, target),
        onState: () => teller.soon(),
      });
      running.sip = sip;
      directory.onChange(() => sip.refresh());
      teller.soon();
      for (const { protocol, address, port } of open.listeners)
        log.info({ protocol, address, port }, 'SIP is listening');
    },
    close: async () => {
      teller.close();
      await running.sip?.close();
      await running.closeStack?.();
    },
  };
};

const isOwnPhone = (directory: CachedTelephony, target: string, workspaceId: WorkspaceId): boolean =>
  directory.users(target.toLowerCase()).some((user) => user.workspaceId === workspaceId);

/** Reaches nobody until the telephone side has started. */
const diallerOf = (dialler: () => Dialler | undefined): Dialler => ({
  reaches: (target, workspaceId) => dialler()?.reaches(target, workspaceId) ?? false,
  dial: (invite) => {
    const ready = dialler();
    if (!ready) throw new Error('Nobody is called before the telephone side has started.');
    return ready.dial(invite);
  },
});

/** Tells the api how trunks and phones fare: after every change, but not all the time. */
class StateTeller {
  readonly #options: TelephonyOptions;
  readonly #sip: () => SipAdapter | undefined;
  #timer: Timer | null = null;
  #isSoon = false;
  #isClosed = false;

  constructor(options: TelephonyOptions, sip: () => SipAdapter | undefined) {
    this.#options = options;
    this.#sip = sip;
  }

  soon(): void {
    if (this.#isSoon || this.#isClosed) return;
    this.#isSoon = true;
    this.#in(STATE_PAUSE_MS);
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
  }

  #in(afterMs: number): void {
    this.#timer?.cancel();
    this.#timer = this.#options.clock.startTimer(afterMs, () => this.#tell());
  }

  #tell(): void {
    this.#isSoon = false;
    const state = this.#sip()?.state();
    if (state) this.#options.tell({ type: 'telephonyState', trunks: [...state.trunks], phones: [...state.phones] });
    if (!this.#isClosed) this.#in(STATE_AGAIN_MS);
  }
}
