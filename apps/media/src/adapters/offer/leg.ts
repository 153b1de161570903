import { AppError, type CallId, errorCodes, protocolProfiles, type SessionEvent } from '@callwright/protocol';
import { type CallLeg, FarSideEnded } from '../../calls/call-leg.js';
import type { SoundStream } from '../../calls/sound-port.js';
import type { Clock, Timer } from '../../platform/clock.js';
import type { Log } from '../../platform/logging.js';
import { runInBackground } from '../../platform/run-in-background.js';
import type { OfferRequest } from './offer-request.js';
import { offersOpus, sendsSound, withOpusOnly } from './sdp-terms.js';

/** What a leg is made of. */
export type OfferLegParts = {
  readonly callId: CallId;
  readonly offer: OfferRequest;
  readonly to: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Called once, when the call is over, with why. */
  readonly onEnd: (reason: string) => void;
};

/** What became of an offer. */
export type OfferOutcome = { readonly sdp: string } | { readonly problem: string; readonly isOverload: boolean };

/** Spec 4 §A, "Media": who has sent no sound for so long has gone. */
const SILENT_AFTER_MS = 60_000;
const LOOKS = 4;
/** Errors that say nothing of the offer: it may be answered when there is less to do. */
const UNAVAILABLE: ReadonlySet<string> = new Set(
  Object.entries(errorCodes).flatMap(([code, { httpStatus }]) => (httpStatus === 503 ? [code] : [])),
);

/** A browser that called by one HTTP request: it has our answer and sound, and no line to us beside that. */
export class OfferLeg implements CallLeg {
  readonly callId: CallId;
  readonly protocol = 'offer';
  readonly direction = 'inbound';
  readonly from = '';
  readonly to: string;
  readonly capabilities = protocolProfiles.offer.capabilities;
  readonly cannot = new Set(protocolProfiles.offer.cannot);
  readonly handles = new Set<never>();
  readonly headers = {};
  readonly option = {};
  readonly forApplication: Readonly<Record<string, string>>;
  readonly #parts: OfferLegParts;
  readonly #gone = new AbortController();
  #settle: (outcome: OfferOutcome) => void = () => undefined;
  /** What the request is answered with; never rejects. */
  readonly outcome = new Promise<OfferOutcome>((resolve) => {
    this.#settle = resolve;
  });
  #problem = 'the call has ended';
  #isOverload = false;
  #isLost = false;
  #timer: Timer | null = null;
  #isClosed = false;

  constructor(parts: OfferLegParts) {
    this.#parts = parts;
    this.callId = parts.callId;
    this.to = parts.to;
    this.forApplication = handedOn(parts.offer);
  }

  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  readonly openSound = async (stream: SoundStream): Promise<{ readonly sdp: string }> => {
    const { sdp } = this.#parts.offer;
    // What is no offer at all is the sound's to refuse, with what is wrong with it.
    if (sdp.includes('a=rtpmap:') && !offersOpus(sdp))
      throw new AppError('media.noCommonCodec', 'The offer has no Opus, which is what is spoken here.');
    const answer = await stream.answerWebrtc(withOpusOnly(sdp));
    if (!this.#isClosed && sendsSound(sdp)) this.#watch(stream, { received: null, quietLooks: 0 });
    return answer;
  };

  readonly perform = (): Promise<void> => Promise.resolve();

  readonly send = (event: SessionEvent): void => {
    if (event.event === 'answer') this.#settle({ sdp: event.sdp });
    else if (event.event === 'error') this.#note(event.error, event.code);
    else if (event.event === 'hangup') this.#end(event.reason);
  };

  readonly close = (): Promise<void> => {
    this.#isClosed = true;
    this.#timer?.cancel();
    return Promise.resolve();
  };

  /** The caller says that it is over. */
  hangUp(): void {
    this.#gone.abort(new FarSideEnded({ reason: 'client-hangup', initiator: 'caller' }));
  }

  /** Whoever asked has gone before there was an answer, or is told a problem instead of one. */
  vanish(problem = this.#problem): void {
    this.#problem = problem;
    this.#gone.abort();
  }

  #note(problem: string, code: string): void {
    this.#problem = problem;
    this.#isLost = code === 'media.timeout';
    this.#isOverload = UNAVAILABLE.has(code);
  }

  // Reasons in the words of spec 4 §A, as far as it has any.
  #end(reason: string): void {
    this.#settle({ problem: this.#problem, isOverload: this.#isOverload });
    const isTransport = reason === 'transport';
    this.#parts.onEnd(isTransport ? `pc-state:${this.#isLost ? 'failed' : 'closed'}` : reason);
  }

  /** Looks now and then whether packets still come: a browser may keep its transport up and say nothing. */
  #watch(stream: SoundStream, before: Look): void {
    const { clock, log } = this.#parts;
    const look = async () => {
      const statistics = await stream.readStatistics();
      if (!this.#isClosed) this.#judge(stream, before, statistics?.received ?? null);
    };
    this.#timer = clock.startTimer(SILENT_AFTER_MS / LOOKS, () => runInBackground('look for sound', look(), log));
  }

  #judge(stream: SoundStream, before: Look, received: number | null): void {
    const quietLooks = received !== null && received === before.received ? before.quietLooks + 1 : 0;
    if (quietLooks < LOOKS) this.#watch(stream, { received, quietLooks });
    else this.#gone.abort(new FarSideEnded({ reason: 'rtp-read-end', initiator: 'caller' }));
  }
}

/** Packets that had come at a look, and how many looks in a row there had been no more. */
type Look = { readonly received: number | null; readonly quietLooks: number };

// Spec 4 §B, "Dialling": a payload and nothing else, or what there is of the three.
const handedOn = ({ payload, apiKey, apiSecret, agentId }: OfferRequest): Readonly<Record<string, string>> => {
  const flat = { apiKey, apiSecret, agentId };
  const given = payload === undefined ? flat : { payload };
  return Object.fromEntries(Object.entries(given).flatMap(([name, value]) => (value ? [[name, value]] : [])));
};
