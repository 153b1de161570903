import {
  blockSampleCount,
  formatTelephoneEvent,
  type KeyChange,
  KeyTracker,
  sequenceAfter,
  timestampAfter,
} from '@callwright/audio';
import { Encoder } from '@evan/opus';
import { createDecoder } from 'libopus-wasm';
import {
  MediaStreamTrack,
  RTCPeerConnection,
  RTCRtpCodecParameters,
  RtpHeader,
  RtpPacket,
  useOPUS,
  usePCMU,
} from 'werift';
import { systemClock } from '../../platform/clock.js';
import { createG711Decoder, createG711Encoder } from './g711-codec.js';

/** A browser without a screen, for tests: a real peer connection that sends and hears 16 kHz (Opus) or 8 kHz sound. */
export type WeriftBrowser = {
  readonly rateHz: number;
  /** The offer, with candidates gathered. */
  readonly offer: () => Promise<string>;
  /** Takes an offer of ours; its answer. */
  readonly answer: (offer: string) => Promise<string>;
  /** Resolves when it is connected, or is so already. */
  readonly connected: () => Promise<void>;
  /** Takes the answer; resolves when connected. */
  readonly connect: (answer: string) => Promise<void>;
  /** Sends 20 ms of sound. */
  readonly send: (block: Int16Array) => void;
  /** Presses a key for 100 ms, as RFC 4733 events. */
  readonly press: (digit: string) => void;
  /** Keys that were pressed at our end and came as events. */
  readonly keys: readonly KeyChange[];
  /** All that was heard so far, packet after packet. */
  readonly heard: () => Int16Array;
  /** When each packet came, on the monotonic clock. */
  readonly arrivals: readonly number[];
  readonly close: () => Promise<void>;
};

const OPUS = 96;
const KEYS = 101;

/** Makes one that offers a single codec, and keys at 8000. */
export async function createWeriftBrowser(codec: 'opus' | 'pcmu'): Promise<WeriftBrowser> {
  const rateHz = codec === 'opus' ? 16_000 : 8000;
  const keys = new RTCRtpCodecParameters({ mimeType: 'audio/telephone-event', clockRate: 8000, payloadType: KEYS });
  const offered = codec === 'opus' ? useOPUS({ payloadType: OPUS }) : usePCMU();
  const peer = new RTCPeerConnection({ codecs: { audio: [offered, keys], video: [] }, iceServers: [] });
  const track = new MediaStreamTrack({ kind: 'audio' });
  const { sender } = peer.addTransceiver(track, { direction: 'sendrecv' });
  const blocks: Int16Array[] = [];
  const arrivals: number[] = [];
  const heardKeys: KeyChange[] = [];
  const keyTracker = new KeyTracker(8000, (change) => heardKeys.push(change));
  const decoder =
    codec === 'opus' ? await createDecoder({ sampleRate: 16_000, channels: 1 }) : createG711Decoder('mulaw');
  peer.onTrack.subscribe((remote) => {
    remote.onReceiveRtp.subscribe((packet) => {
      if (packet.header.payloadType === KEYS) {
        keyTracker.take(packet.payload, packet.header.timestamp);
        return;
      }
      arrivals.push(systemClock.monotonicMs());
      blocks.push(decoder.decode(packet.payload).slice());
    });
  });
  const { send, press } = createSender(codec, (packet, isKey) => {
    // werift marks every packet as its codec's, whatever the packet says.
    const { codec: usual } = sender;
    if (isKey) sender.codec = keys;
    track.writeRtp(packet);
    sender.codec = usual;
  });
  const connected = async (): Promise<void> => {
    if (peer.connectionState === 'connected') return;
    await peer.connectionStateChange.watch((state) => state === 'connected', 10_000);
  };
  return {
    rateHz,
    offer: async () => {
      await peer.setLocalDescription(await peer.createOffer());
      return peer.localDescription?.sdp ?? '';
    },
    answer: async (offer) => {
      await peer.setRemoteDescription({ type: 'offer', sdp: offer });
      await peer.setLocalDescription(await peer.createAnswer());
      return peer.localDescription?.sdp ?? '';
    },
    connected,
    connect: async (answer) => {
      await peer.setRemoteDescription({ type: 'answer', sdp: answer });
      await connected();
    },
    send,
    press,
    keys: heardKeys,
    heard: () => Int16Array.from(blocks.flatMap((block) => [...block])),
    arrivals,
    close: () => peer.close(),
  };
}

/** Numbers packets of sound and of keys in one sequence, as browsers do. */
function createSender(codec: 'opus' | 'pcmu', write: (packet: RtpPacket, isKey: boolean) => void) {
  const isOpus = codec === 'opus';
  const payloadType = isOpus ? OPUS : 0;
  const blockTicks = isOpus ? 960 : 160;
  const encoder = isOpus
    ? new Encoder({ channels: 1, sample_rate: 16_000, application: 'voip' })
    : createG711Encoder('mulaw');
  let sequenceNumber = 60_000;
  let timestamp = 0xffff_0000;
  const packet = (type: number, payload: Uint8Array, at: number, marker = false): void => {
    write(
      new RtpPacket(
        new RtpHeader({ payloadType: type, sequenceNumber, timestamp: at, marker, ssrc: 0 }),
        Buffer.from(payload),
      ),
      type === KEYS,
    );
    sequenceNumber = sequenceAfter(sequenceNumber);
  };
  return {
    send(block: Int16Array) {
      packet(payloadType, encoder.encode(block), timestamp);
      timestamp = timestampAfter(timestamp, blockTicks);
    },
    press(digit: string) {
      const start = timestamp;
      for (let n = 1; n <= 7; n++) {
        const durationTicks = Math.min(5, n) * blockSampleCount(8000);
        packet(KEYS, formatTelephoneEvent({ digit, isEnd: n >= 5, volume: 10, durationTicks }), start, n === 1);
      }
      timestamp = timestampAfter(timestamp, blockTicks * 5);
    },
  };
}
