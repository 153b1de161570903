import type { CallId, CallOption, SessionEvent, SessionEventName, SessionEventOf } from '@callwright/protocol';
import type { CallLeg } from '../call-leg.js';
import { answeringWebrtc } from '../webrtc-sound.js';

/** How a fake leg differs from a plain one. */
export type FakeLegOptions = {
  readonly callId: CallId;
  readonly from?: string;
  readonly to: string;
  readonly offer?: string | null;
  readonly option?: CallOption;
  /** Default: those of a browser. With `earlyMedia` it can be heard before it is answered. */
  readonly capabilities?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly identity?: CallLeg['identity'];
};

/** An offer that fake sound understands. */
export const FAKE_OFFER = 'v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n';

/** The far side of a call, as an adapter without a wire: keeps what it is told. */
export class FakeLeg implements CallLeg {
  readonly callId: CallId;
  readonly protocol = 'memory';
  readonly direction = 'inbound';
  readonly from: string;
  readonly to: string;
  readonly capabilities: readonly string[];
  readonly handles = new Set<never>();
  readonly headers: Readonly<Record<string, string>>;
  readonly identity: CallLeg['identity'];
  readonly openSound: CallLeg['openSound'];
  readonly option: CallOption;
  readonly events: SessionEvent[] = [];
  readonly #gone = new AbortController();
  closeCount = 0;

  constructor({ callId, from = 'memory', to, offer = FAKE_OFFER, option = {}, ...more }: FakeLegOptions) {
    const { capabilities = ['bridge', 'keysIn'], headers = {} } = more;
    this.capabilities = capabilities;
    this.headers = headers;
    this.identity = more.identity;
    this.callId = callId;
    this.from = from;
    this.to = to;
    this.openSound = answeringWebrtc(offer);
    this.option = option;
  }

  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  readonly perform = (): Promise<void> => Promise.resolve();

  readonly send = (event: SessionEvent): void => void this.events.push(event);

  readonly close = (): Promise<void> => {
    this.closeCount += 1;
    return Promise.resolve();
  };

  /** The connection breaks. */
  vanish(): void {
    this.#gone.abort();
  }

  /** What it was told of one kind, in order. */
  named<Name extends SessionEventName>(name: Name): readonly SessionEventOf<Name>[] {
    return this.events.filter((event): event is SessionEventOf<Name> => event.event === name);
  }
}
