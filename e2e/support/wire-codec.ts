import { decodeG711, encodeG711 } from '@callwright/audio';
import { RTCRtpCodecParameters, useOPUS, usePCMU } from 'werift';
import { createOpusDecoder, createOpusEncoder } from '../../apps/media/src/sound/rtc/opus-codec.js';

/** Rate of the sound a caller says and hears, whatever travels. */
export const WIRE_RATE_HZ = 8_000;

/** How a caller's sound travels: one codec, and keys (RFC 4733) at its clock. */
export type WireCodec = {
  readonly payloadType: number;
  /** Of sound first. */
  readonly offered: readonly RTCRtpCodecParameters[];
  /** Ticks of its clock in a packet of 20 ms. */
  readonly packetTicks: number;
  /** @param samples 20 ms */
  readonly encode: (samples: Int16Array) => Uint8Array;
  readonly decode: (payload: Uint8Array) => Int16Array;
  readonly close: () => void;
};

const keysAt = (clockRate: number) =>
  new RTCRtpCodecParameters({ mimeType: 'audio/telephone-event', clockRate, payloadType: 101 });

/** G.711, µ-law. */
export const pcmu = (): WireCodec => ({
  payloadType: 0,
  offered: [usePCMU(), keysAt(8_000)],
  packetTicks: 160,
  encode: (samples) => encodeG711('mulaw', samples),
  decode: (payload) => decodeG711('mulaw', payload),
  close: () => undefined,
});

const OPUS = 111;

/** Opus, as browsers have it. */
export const opus = async (): Promise<WireCodec> => {
  const encoder = createOpusEncoder(WIRE_RATE_HZ);
  const decoder = await createOpusDecoder(WIRE_RATE_HZ);
  return {
    payloadType: OPUS,
    offered: [useOPUS({ payloadType: OPUS }), keysAt(48_000)],
    packetTicks: 960,
    encode: (samples) => encoder.encode(samples).slice(),
    decode: (payload) => decoder.decode(payload).slice(),
    close() {
      encoder.close();
      decoder.close();
    },
  };
};
