import type { AgreedSound, PayloadTypes, RemoteEnd, SrtpKeying } from '@callwright/sip';
import type { RtpAgreement, RtpPayloadTypes, RtpRemote, SrtpSecret } from '../../../link/rtp-agreement.js';

/** What both sides have settled on, as the sound process wants it told. */
export const rtpAgreementOf = (
  agreed: AgreedSound,
  { phase, signallingAddress }: Pick<RtpAgreement, 'phase' | 'signallingAddress'>,
): RtpAgreement => ({
  codec: agreed.codec,
  payloadTypes: payloadTypesOf(agreed.payloadTypes.send),
  receivedTypes: payloadTypesOf(agreed.payloadTypes.receive),
  ptimeMs: agreed.ptimeMs,
  remote: remoteOf(agreed.remote, agreed.rtcp.remote),
  direction: agreed.direction,
  srtp: agreed.srtp ? { send: secretOf(agreed.srtp.send), receive: secretOf(agreed.srtp.receive) } : null,
  isRtcpMuxed: agreed.rtcp.isMuxed,
  phase,
  ...(signallingAddress !== undefined && { signallingAddress }),
});

const payloadTypesOf = ({ sound, keys, comfortNoise }: PayloadTypes): RtpPayloadTypes => ({
  sound,
  ...(keys && { keys }),
  ...(comfortNoise !== undefined && { noise: comfortNoise }),
});

// Who names a host will show where it is by its first packet.
const remoteOf = (remote: RemoteEnd | undefined, rtcp: RemoteEnd | undefined): RtpRemote | null =>
  remote === undefined || remote.family === 'name'
    ? null
    : { address: remote.address, port: remote.port, ...(rtcp && { rtcpPort: rtcp.port }) };

const secretOf = ({ suite, keyAndSalt }: SrtpKeying): SrtpSecret => {
  // Others are not among what we offer or answer (`localSrtp`).
  if (suite !== 'AES_CM_128_HMAC_SHA1_80' && suite !== 'AES_CM_128_HMAC_SHA1_32')
    throw new RangeError('A suite was agreed on that we do not speak.');
  return { suite, key: keyAndSalt };
};
