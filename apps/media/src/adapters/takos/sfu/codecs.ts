import type { types } from 'mediasoup';
import { TAKOS_OPUS } from '../ports.js';

/** What rooms carry (spec 1 §1): opus, VP8 and H264 with packetization mode 1, main profile, level 5.0. */
export const roomCodecs: types.RouterRtpCodecCapability[] = [
  {
    kind: 'audio',
    mimeType: 'audio/opus',
    clockRate: TAKOS_OPUS.clockHz,
    channels: TAKOS_OPUS.channels,
    preferredPayloadType: TAKOS_OPUS.payloadType,
  },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
  {
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90_000,
    parameters: { 'packetization-mode': 1, 'profile-level-id': '4d0032', 'level-asymmetry-allowed': 1 },
  },
];

const opus = { mimeType: 'audio/opus', clockRate: TAKOS_OPUS.clockHz, channels: TAKOS_OPUS.channels };

/** What our own ears take: opus and no header extensions, so that every packet is a plain one. */
export const lineCapabilities: types.RtpCapabilities = {
  codecs: [{ ...opus, kind: 'audio', preferredPayloadType: TAKOS_OPUS.payloadType }],
  headerExtensions: [],
};

/** How our own voice comes. @param ssrc its source, 32 bits */
export const lineParameters = (ssrc: number): types.RtpParameters => ({
  codecs: [{ ...opus, payloadType: TAKOS_OPUS.payloadType }],
  encodings: [{ ssrc }],
});
