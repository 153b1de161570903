import type { RtpAgreement, RtpPayloadTypes } from '../../link/rtp-agreement.js';
import { type Agreement, clockHzOf, rateHzOf } from './negotiate.js';
import type { OutboundOptions } from './outbound-audio.js';

const keysOf = ({ keys }: RtpPayloadTypes): Agreement['keys'] =>
  keys === undefined ? null : { payloadType: keys.type, clockHz: keys.clockHz };

/** How what comes is to be understood. @param rateHz of the call's PCM; null when this codec decides it */
export function receivedOf(agreed: RtpAgreement, rateHz: 8000 | 16000 | null): Agreement {
  const { codec, payloadTypes, receivedTypes = payloadTypes } = agreed;
  return {
    codec,
    payloadType: receivedTypes.sound,
    clockHz: clockHzOf(codec),
    rateHz: rateHz ?? rateHzOf(codec),
    keys: keysOf(receivedTypes),
    ...(receivedTypes.noise === undefined ? {} : { noiseType: receivedTypes.noise }),
  };
}

/** How what we send is marked and cut. */
export function sentOf(agreed: RtpAgreement): Pick<OutboundOptions, 'payloadType' | 'keys'> & { ptimeMs: number } {
  const { payloadTypes } = agreed;
  return { payloadType: payloadTypes.sound, keys: keysOf(payloadTypes), ptimeMs: ptimeMsOf(agreed) };
}

/** Whether codecs, numbers and lengths are the same. */
export const soundsTheSame = (one: RtpAgreement, other: RtpAgreement): boolean =>
  one.codec === other.codec &&
  ptimeMsOf(one) === ptimeMsOf(other) &&
  areSame(one.payloadTypes, other.payloadTypes) &&
  areSame(one.receivedTypes ?? one.payloadTypes, other.receivedTypes ?? other.payloadTypes);

const areSame = (one: RtpPayloadTypes, other: RtpPayloadTypes): boolean =>
  one.sound === other.sound &&
  one.noise === other.noise &&
  one.keys?.type === other.keys?.type &&
  one.keys?.clockHz === other.keys?.clockHz;

/** RFC 6716 §2.1.4: Opus has frames of 10, 20, 40 and 60 ms, and none between. */
function ptimeMsOf({ codec, ptimeMs = 20 }: RtpAgreement): number {
  const isPossible = ptimeMs >= 10 && ptimeMs <= 60 && ptimeMs % 10 === 0;
  return isPossible && !(codec === 'opus' && (ptimeMs === 30 || ptimeMs === 50)) ? ptimeMs : 20;
}
