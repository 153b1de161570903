import { AppError, type CallId, type SessionEvent, type SpeechCatalogue } from '@callwright/protocol';
import type { Clock, Timer } from '../platform/clock.js';
import type { Log } from '../platform/logging.js';
import { startPatientTimer } from '../platform/patient-timer.js';
import type { ClientChannel } from './channel.js';
import type { LaneBatch } from './lanes.js';
import type {
  RelayedBlock,
  SoundBeat,
  SoundRequest,
  SoundRequestName,
  SoundResult,
  SpeechCacheCounts,
} from './messages.js';
import { createSoundClient, type SoundClient, type SoundRequestOf } from './sound-client.js';

/** A sound process as its pool sees it. */
export type SoundChild = {
  readonly channel: ClientChannel;
  /** Called once, when the process has ended, whatever the cause. */
  readonly onExit: (handler: () => void) => void;
  /** Ends it at once. */
  readonly kill: () => void;
};

/** How a pool works. */
export type SoundPoolOptions = {
  readonly count: number;
  /** Starts process `index`; called again after it was lost. */
  readonly spawn: (index: number) => SoundChild;
  readonly clock: Clock;
  readonly log: Log;
  readonly onEvent: (callId: CallId, event: SessionEvent) => void;
  /** Sound of a process for others. */
  readonly onRelayed?: (index: number, blocks: readonly RelayedBlock[]) => void;
  /** Sound as bytes of a process's calls. */
  readonly onLanes?: (batch: LaneBatch) => void;
  /** A process is gone and its calls with it; it is being started anew. */
  readonly onLost: (index: number, callIds: readonly CallId[]) => void;
  /** How long an answer may take. Default 15 000. */
  readonly requestTimeoutMs?: number;
  /** A process that says nothing for so long is killed. Default 5000. */
  readonly beatTimeoutMs?: number;
  /** How long a start may take. Default 30 000. */
  readonly startTimeoutMs?: number;
};

/** One living sound process. */
export type SoundPeer = {
  readonly index: number;
  /** Whether it can terminate browsers. */
  readonly webrtc: boolean;
  readonly calls: number;
  readonly lateTicks: number;
  /** What it hears and speaks with, when it has said so. */
  readonly speech: SpeechCatalogue | null;
  /** As its last beat told. */
  readonly speechCache: SpeechCacheCounts | null;
  readonly request: SoundClient['request'];
  /** Hands sound of other processes over; to one that has gone, for nothing. */
  readonly relay: SoundClient['relay'];
  /** As `relay`, sound as bytes. */
  readonly carry: SoundClient['carry'];
};

/** The sound processes of this call process. */
export type SoundPool = {
  /** Starts all; resolves when each is ready. @throws AppError `media.soundLost` when one does not come up */
  readonly start: () => Promise<void>;
  /** The ready processes. */
  readonly peers: () => readonly SoundPeer[];
  /**
   * Where to put a new call: the process with the fewest.
   * @param beside a call it is to be joined with, which must be in the same process
   * @throws AppError `media.soundLost` when there is none, `call.busy` when none has time for another
   */
  readonly pick: (beside?: CallId) => SoundPeer;
  /** Asks all to end their calls and themselves, and waits; kills what takes longer than 5 s. Idempotent. */
  readonly stop: () => Promise<void>;
};

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** A process that lived so long has earned a quick restart. */
const STABLE_MS = 60_000;
const STOP_TIMEOUT_MS = 5000;
/** Beats come every second. */
const LATE_BEAT_MS = 2500;

/** Starts, watches and restarts sound processes. */
export function createSoundPool(options: SoundPoolOptions): SoundPool {
  const seats = Array.from({ length: options.count }, (_, index) => new Seat(index, options));
  const ready = (): Seat[] => seats.filter((seat) => seat.isReady);
  let stopping: Promise<void> | null = null;
  return {
    start: async () => {
      await Promise.all(seats.map((seat) => seat.start()));
    },
    peers: ready,
    pick(beside) {
      const candidates = beside === undefined ? ready() : ready().filter((seat) => seat.has(beside));
      const [best] = candidates.toSorted(
        (a, b) => Number(a.isOverloaded) - Number(b.isOverloaded) || a.calls - b.calls || a.index - b.index,
      );
      if (best === undefined) throw new AppError('media.soundLost', 'No sound process is running at the moment.');
      // Who is joined to a call that is there already is let in: without, that call would be harmed.
      if (best.isOverloaded && beside === undefined)
        throw new AppError('call.busy', 'This machine has all the calls it can carry.');
      return best.peer();
    },
    stop() {
      stopping ??= Promise.all(seats.map((seat) => seat.stop())).then(() => undefined);
      return stopping;
    },
  };
}

type Life = {
  readonly child: SoundChild;
  readonly client: SoundClient;
  readonly startedMs: number;
  readonly calls: Set<CallId>;
  isOver: boolean;
};

/** One place in the pool: a process, and after its death the next one. */
class Seat implements SoundPeer {
  readonly index: number;
  readonly #options: SoundPoolOptions;
  #life: Life | null = null;
  #webrtc: boolean | null = null;
  #beat: SoundBeat = { streams: 0, lateTicks: 0 };
  #beatAtMs = 0;
  #speech: SpeechCatalogue | null = null;
  #watchdog: Timer | null = null;
  #restart: Timer | null = null;
  #pauseMs = FIRST_PAUSE_MS;
  #isStopping = false;
  #onReady: (() => void) | null = null;
  #onGone: (() => void) | null = null;

  constructor(index: number, options: SoundPoolOptions) {
    this.index = index;
    this.#options = options;
  }

  get isReady(): boolean {
    return this.#life !== null && this.#webrtc !== null && !this.#isStopping;
  }

  get webrtc(): boolean {
    return this.#webrtc === true;
  }

  get calls(): number {
    return this.#life?.calls.size ?? 0;
  }

  get lateTicks(): number {
    return this.#beat.lateTicks;
  }

  get speech(): SpeechCatalogue | null {
    return this.#speech;
  }

  get speechCache(): SpeechCacheCounts | null {
    return this.#beat.speechCache ?? null;
  }

  /** It says so, or has been silent for longer than one that has time for everything. */
  get isOverloaded(): boolean {
    if (this.#beat.isOverloaded === true) return true;
    return this.calls > 0 && this.#options.clock.monotonicMs() - this.#beatAtMs > LATE_BEAT_MS;
  }

  has(callId: CallId): boolean {
    return this.#life?.calls.has(callId) ?? false;
  }

  request: SoundClient['request'] = (request) => this.peer().request(request);

  relay: SoundClient['relay'] = (blocks) => this.#life?.client.relay(blocks);

  carry: SoundClient['carry'] = (batch) => this.#life?.client.carry(batch);

  /** This life of the process: what is asked of it after its death is refused, not asked of its successor. */
  peer(): SoundPeer {
    const life = this.#life;
    const { index, webrtc, calls, lateTicks, speech, speechCache } = this;
    const request: SoundClient['request'] = async (message) => {
      if (life === null) throw new AppError('media.soundLost', 'The sound process has gone.');
      return await ask(life, message);
    };
    return { index, webrtc, calls, lateTicks, speech, speechCache, request, relay: this.relay, carry: this.carry };
  }

  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#onReady = resolve;
      this.#onGone = () => reject(new AppError('media.soundLost', `Sound process ${this.index} did not start.`));
      this.#begin();
    });
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#restart?.cancel();
    this.#watchdog?.cancel();
    const life = this.#life;
    if (life === null) return;
    await new Promise<void>((resolve) => {
      this.#onGone = resolve;
      this.#watchdog = this.#options.clock.startTimer(STOP_TIMEOUT_MS, life.child.kill);
      life.client.stop();
    });
    this.#watchdog?.cancel();
  }

  #begin(): void {
    const {
      spawn,
      clock,
      onEvent,
      onRelayed,
      onLanes,
      requestTimeoutMs = 15_000,
      startTimeoutMs = 30_000,
    } = this.#options;
    const child = spawn(this.index);
    const client = createSoundClient({
      channel: child.channel,
      clock,
      timeoutMs: requestTimeoutMs,
      onEvent,
      onRelayed: (blocks) => onRelayed?.(this.index, blocks),
      ...(onLanes && { onLanes }),
      onReady: (webrtc, speech) => {
        this.#speech = speech;
        this.#becomeReady(webrtc);
      },
      onBeat: (beat) => {
        this.#beat = beat;
        this.#beatAtMs = clock.monotonicMs();
        this.#watch(this.#options.beatTimeoutMs ?? 5000);
      },
    });
    const life: Life = { child, client, startedMs: clock.monotonicMs(), calls: new Set(), isOver: false };
    this.#life = life;
    child.onExit(() => this.#end(life));
    this.#watch(startTimeoutMs);
  }

  #becomeReady(webrtc: boolean): void {
    this.#webrtc = webrtc;
    this.#beatAtMs = this.#options.clock.monotonicMs();
    this.#watch(this.#options.beatTimeoutMs ?? 5000);
    this.#options.log.info({ index: this.index, webrtc }, 'sound process ready');
    this.#onReady?.();
    this.#onReady = null;
    this.#onGone = null;
  }

  /** Kills the process unless it is heard of again within this time. */
  #watch(withinMs: number): void {
    this.#watchdog?.cancel();
    if (this.#isStopping) return;
    this.#watchdog = startPatientTimer(this.#options.clock, withinMs, () => {
      this.#options.log.error({ index: this.index, withinMs }, 'sound process hangs and is killed');
      this.#life?.child.kill();
    });
  }

  #end(life: Life): void {
    if (life.isOver) return;
    life.isOver = true;
    this.#watchdog?.cancel();
    this.#life = null;
    this.#webrtc = null;
    this.#onGone?.();
    this.#onGone = null;
    if (this.#isStopping) return;
    this.#options.log.error({ index: this.index, calls: life.calls.size }, 'sound process lost');
    this.#options.onLost(this.index, [...life.calls]);
    this.#startAgain(life);
  }

  #startAgain(life: Life): void {
    const { clock } = this.#options;
    if (clock.monotonicMs() - life.startedMs > STABLE_MS) this.#pauseMs = FIRST_PAUSE_MS;
    this.#restart = clock.startTimer(this.#pauseMs, () => this.#begin());
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2);
  }
}

/** Asks a process, keeping count of which calls are in it. */
async function ask<Name extends SoundRequestName>(
  { client, calls }: Life,
  request: SoundRequestOf<Name>,
): Promise<SoundResult[Name]> {
  const plain: SoundRequest = request;
  if (plain.request === 'openStream') calls.add(plain.options.callId);
  try {
    return await client.request<Name>(request);
  } catch (error) {
    if (plain.request === 'openStream') calls.delete(plain.options.callId);
    throw error;
  } finally {
    if (plain.request === 'closeStream') calls.delete(plain.callId);
  }
}
