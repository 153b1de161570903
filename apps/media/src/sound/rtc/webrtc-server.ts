import { AppError, type TrackId, toAppError } from '@callwright/protocol';
import { createWorker, type types } from 'mediasoup';
import type { Clock } from '../../platform/clock.js';
import { createPacketAudio } from './create-packet-audio.js';
import { type Agreement, negotiate } from './negotiate.js';
import { agreedBy, formatSdpOffer, offeredAgreement } from './own-sdp-offer.js';
import { ownAddress } from './rtp-hosts.js';
import { codecName, formatSdpAnswer, type LocalTransport, reportsTransport, usableExtensions } from './sdp-answer.js';
import { parseSdpOffer, type SdpOffer } from './sdp-offer.js';
import { WebrtcLeg, type WebrtcLegEvents } from './webrtc-leg.js';

/** Where browsers reach us. */
export type WebrtcServerOptions = {
  readonly host: string;
  /** UDP and TCP; 0 = any. */
  readonly port: number;
  /** Address put into ICE candidates; null = `host`, or the machine's own when `host` means all. */
  readonly publicAddress: string | null;
  readonly clock: Clock;
  /** A browser that has sent no consent check for so long, and no sound lately, has gone. At least 10 000; default 15 000. */
  readonly goneAfterMs?: number;
  /** The worker has died, and every browser's sound with it. */
  readonly onDied: (error: Error) => void;
};

/** A browser's offer answered. */
export type AnsweredOffer = {
  readonly leg: WebrtcLeg;
  readonly sdp: string;
  /**
   * Answers another offer of the same browser by fresh ICE credentials, for the same sound: its network has changed. Null
   * for one of another browser, or of a page that was loaded anew: that needs a leg of its own.
   * @throws AppError `media.badSdp`, `media.noCommonCodec`
   */
  readonly restart: (sdp: string) => Promise<string | null>;
};

/** A browser that has been made an offer. */
export type OfferedSound = {
  readonly sdp: string;
  /** Takes its answer; once. @throws AppError `media.badSdp`, `media.noCommonCodec` */
  readonly accept: (sdp: string) => Promise<AnsweredOffer>;
  /** Nobody took it: lets go of all that it needed. Nothing happens once an answer has been taken. */
  readonly close: () => void;
};

/** Terminates browsers. */
export interface WebrtcServer {
  /**
   * Answers a browser's offer.
   * @param id of the track it becomes
   * @throws AppError `media.badSdp`, `media.noCommonCodec`
   */
  answer(sdp: string, id: TrackId, events: WebrtcLegEvents): Promise<AnsweredOffer>;
  /** Makes a browser an offer. @param id of the track it becomes; `events` come after its answer */
  offer(id: TrackId, events: WebrtcLegEvents): Promise<OfferedSound>;
  /** Ends the worker and with it all browsers. Idempotent. */
  close(): void;
}

/** RFC 7675 §5.1 lets consent expire after 30 s; checks come every 5 s, so that half of it is enough. */
const GONE_AFTER_MS = 15_000;
/** Our packets on their way to mediasoup, which puts its own number on them. */
const INNER_SSRC = 1;

/** Starts a mediasoup worker. @throws AppError `media.noWorker` when this machine has none; Error when the port is taken */
export async function createWebrtcServer(options: WebrtcServerOptions): Promise<WebrtcServer> {
  const worker = await createWorker({ logLevel: 'error' }).catch((cause: unknown) => {
    throw new AppError('media.noWorker', 'The mediasoup worker does not start on this machine.', { cause });
  });
  worker.once('died', options.onDied);
  const webRtcServer = await worker.createWebRtcServer({ listenInfos: listenInfosOf(options) }).catch((error) => {
    worker.close();
    throw error;
  });
  return {
    async answer(sdp, id, events) {
      const offer = parseSdpOffer(sdp);
      const agreement = negotiate(offer);
      const router = await worker.createRouter({ mediaCodecs: [...routerCodecs(agreement)] });
      return orClosed(router, async () => {
        const way = await openWay(router, webRtcServer, agreement, options);
        return terminate({ router, way, sdp, offer, agreement, id, events, ...options });
      });
    },
    async offer(id, events) {
      const router = await worker.createRouter({ mediaCodecs: [...routerCodecs(offeredAgreement)] });
      const way = await orClosed(router, () => openWay(router, webRtcServer, offeredAgreement, options));
      let isTaken = false;
      return {
        sdp: formatSdpOffer(ourEnd(way), Math.trunc(options.clock.nowMs())),
        async accept(sdp) {
          isTaken = true;
          return orClosed(router, async () => {
            const offer = parseSdpOffer(sdp);
            const agreement = agreedBy(offer);
            if (!agreement)
              throw new AppError('media.noCommonCodec', 'The browser takes no codec that it was offered.');
            return terminate({ router, way, sdp, offer, agreement, id, events, ...options });
          });
        },
        close: () => {
          if (!isTaken) router.close();
        },
      };
    },
    close: () => worker.close(),
  };
}

function listenInfosOf({ host, port, publicAddress }: WebrtcServerOptions): types.TransportListenInfo[] {
  const isAll = host === '0.0.0.0' || host === '::';
  const announcedAddress = publicAddress ?? (isAll ? ownAddress('ip4') : undefined);
  return (['udp', 'tcp'] as const).map((protocol) => ({
    protocol,
    ip: host,
    ...(announcedAddress === undefined ? {} : { announcedAddress }),
    ...(port === 0 ? {} : { port }),
  }));
}

/** RFC 8839 §5.4: another name is another ICE session. */
const iceNameOf = (sdp: string): string | null => /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1] ?? null;

/** What mediasoup refuses in spite of our own checks is the browser's fault. */
const orClosed = async <Made>(router: types.Router, make: () => Promise<Made>): Promise<Made> => {
  try {
    return await make();
  } catch (error) {
    router.close();
    throw toAppError(error, 'media.badSdp');
  }
};

/** The way to a browser, and our sound on it: all that can be before anything is known of the browser. */
type Way = {
  readonly transport: types.WebRtcTransport;
  readonly direct: types.DirectTransport;
  readonly toCaller: types.Producer;
  readonly consumer: types.Consumer;
};

const openWay = async (
  router: types.Router,
  webRtcServer: types.WebRtcServer,
  agreement: Agreement,
  { goneAfterMs = GONE_AFTER_MS }: Pick<WebrtcServerOptions, 'goneAfterMs'>,
): Promise<Way> => {
  const transport = await router.createWebRtcTransport({
    webRtcServer,
    enableUdp: true,
    enableTcp: true,
    preferUdp: true,
    iceConsentTimeout: goneAfterMs / 1000,
  });
  const direct = await router.createDirectTransport();
  const toCaller = await direct.produce({ kind: 'audio', rtpParameters: sendParameters(agreement) });
  const rtpCapabilities = capabilitiesOf(agreement);
  const consumer = await transport.consume({ producerId: toCaller.id, rtpCapabilities });
  return { transport, direct, toCaller, consumer };
};

type Termination = {
  readonly router: types.Router;
  readonly way: Way;
  readonly sdp: string;
  /** What the browser has said: its offer, or its answer to ours. */
  readonly offer: SdpOffer;
  readonly agreement: Agreement;
  readonly id: TrackId;
  readonly events: WebrtcLegEvents;
} & Pick<WebrtcServerOptions, 'clock' | 'goneAfterMs'>;

async function terminate(call: Termination): Promise<AnsweredOffer> {
  const { router, way, offer, agreement, clock, goneAfterMs = GONE_AFTER_MS } = call;
  const { transport, direct, toCaller, consumer } = way;
  const { fingerprint, setup } = offer;
  const fromBrowser = await transport.produce({ kind: 'audio', rtpParameters: receiveParameters(offer, agreement) });
  if (offer.ssrc !== null) fromBrowser.send(emptyPacket(agreement.payloadType, offer.ssrc));
  const rtpCapabilities = capabilitiesOf(agreement);
  const fromCaller = await direct.consume({ producerId: fromBrowser.id, rtpCapabilities });
  const canSend = offer.direction === 'sendrecv' || offer.direction === 'recvonly';
  const leg = new WebrtcLeg({
    id: call.id,
    parts: { router, transport, fromCaller, toCaller: consumer, canSend },
    // The browser is told neither number: mediasoup puts its own in their place, and SRTP keys are fresh in each call.
    audio: await createPacketAudio(agreement, {
      ssrc: INNER_SSRC,
      sequence: 1,
      timestamp: 0,
      send: (packet) => toCaller.send(packet),
      onKey: call.events.onKey,
    }),
    events: call.events,
    clock,
    quietMs: (goneAfterMs * 2) / 3,
  });
  // The role is the browser's: we are the server unless it insists on being that itself.
  const role = setup === 'passive' ? 'server' : 'client';
  // After the leg, which must not miss it: a browser that has been called is at the door already.
  await transport.connect({ dtlsParameters: { role, fingerprints: [{ ...fingerprint }] } }).catch((error: unknown) => {
    leg.close();
    throw error;
  });
  let iceName = iceNameOf(call.sdp);
  const answer = (to: SdpOffer) => {
    const setup = to.setup === 'passive' ? 'active' : 'passive';
    return formatSdpAnswer(to, agreement, { ...ourEnd(way), setup }, Math.trunc(clock.nowMs()));
  };
  const restart = async (sdp: string): Promise<string | null> => {
    const next = parseSdpOffer(sdp);
    const name = iceNameOf(sdp);
    if (name === iceName) throw new AppError('call.alreadyInvited', 'The call has a caller already.');
    // The certificate stays that of the connection for as long as it lives (RFC 8842 §4).
    const isSame = next.fingerprint.value === fingerprint.value && !transport.closed;
    if (!isSame || negotiate(next).payloadType !== agreement.payloadType) return null;
    // Whatever path its checks come by from now on is the one that is used (RFC 8445 §9; ours is ICE-lite).
    await transport.restartIce();
    iceName = name;
    return answer(next);
  };
  return { leg, sdp: answer(offer), restart };
}

const ourEnd = ({ transport, consumer }: Way): Omit<LocalTransport, 'setup'> => {
  const { dtlsParameters, iceParameters, iceCandidates } = transport;
  const { fingerprints } = dtlsParameters;
  const print = fingerprints.find(({ algorithm }) => algorithm === 'sha-256') ?? fingerprints[0];
  const { encodings, rtcp } = consumer.rtpParameters;
  return {
    iceUfrag: iceParameters.usernameFragment,
    icePwd: iceParameters.password,
    fingerprint: { algorithm: print?.algorithm ?? 'sha-256', value: print?.value ?? '' },
    candidates: iceCandidates,
    ssrc: encodings?.[0]?.ssrc ?? INNER_SSRC,
    cname: rtcp?.cname ?? 'callwright',
  };
};

/**
 * The codecs of a call's router. Payload types are those of the offer, so that none is ever translated. mediasoup
 * passes on only what it knows as sound: keys (telephone-event) are declared to it as iLBC.
 */
function routerCodecs({ codec, payloadType, clockHz, keys }: Agreement): readonly types.RouterRtpCodecCapability[] {
  const channels = codec === 'opus' ? { channels: 2 } : {};
  const mimeType = `audio/${codecName(codec)}`;
  return [
    { kind: 'audio', mimeType, clockRate: clockHz, preferredPayloadType: payloadType, ...channels },
    ...(keys === null
      ? []
      : [{ kind: 'audio', mimeType: 'audio/iLBC', clockRate: 8000, preferredPayloadType: keys.payloadType } as const]),
  ];
}

/**
 * mediasoup makes a source's stream with the first packet of its sound, and drops what comes before (3.19.3,
 * `Producer::GetRtpStream`): a key that a page presses as soon as it is connected. Browsers send it in the place of sound, so
 * that no packet of sound is ahead of it. So the stream is made by a packet of ours without sound, before anybody listens;
 * only for a browser that offers no `a=ssrc` (all do) it stays as it is.
 * The first packet of the browser is then lost, for its number is not the next one; with the second it goes on from there.
 */
function emptyPacket(payloadType: number, ssrc: number): Buffer {
  const packet = Buffer.alloc(12);
  // RFC 3550 §5.1: version 2; number and time are 0.
  packet[0] = 0x80;
  packet[1] = payloadType;
  packet.writeUInt32BE(ssrc, 8);
  return packet;
}

/** No header extensions: they are of no use between mediasoup and us. */
const capabilitiesOf = (agreement: Agreement): types.RtpCapabilities => ({
  codecs: routerCodecs(agreement).map(({ preferredPayloadType = 0, ...codec }) => ({ ...codec, preferredPayloadType })),
  headerExtensions: [],
});

function receiveParameters(offer: SdpOffer, agreement: Agreement): types.RtpParameters {
  return {
    ...(offer.mid === null ? {} : { mid: offer.mid }),
    codecs: parameterCodecs(agreement).map((codec) => ({
      ...codec,
      // mediasoup reports by the feedback of a codec and the number in the packets, and needs both.
      rtcpFeedback: reportsTransport(offer) ? [{ type: 'transport-cc' }] : [],
    })),
    headerExtensions: usableExtensions(offer).map(({ id, uri }) => ({
      id,
      uri: uri as types.RtpHeaderExtensionUri,
      encrypt: false,
      parameters: {},
    })),
    encodings: [offer.ssrc === null ? {} : { ssrc: offer.ssrc }],
    rtcp: { cname: offer.cname, reducedSize: true },
  };
}

const sendParameters = (agreement: Agreement): types.RtpParameters => ({
  codecs: parameterCodecs(agreement),
  encodings: [{ ssrc: INNER_SSRC }],
  rtcp: { cname: 'callwright' },
});

const parameterCodecs = (agreement: Agreement): types.RtpCodecParameters[] =>
  routerCodecs(agreement).map(({ mimeType, clockRate, channels, preferredPayloadType = 0 }) => ({
    mimeType,
    clockRate,
    ...(channels === undefined ? {} : { channels }),
    payloadType: preferredPayloadType,
    parameters: {},
    rtcpFeedback: [],
  }));
