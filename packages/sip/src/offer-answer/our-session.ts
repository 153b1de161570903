import { formatSdp } from './format-sdp.js';
import type { LocalSound } from './local-sound.js';
import { packetTimes, wholePacketTime } from './packet-time.js';
import { parseSdpAddress } from './sdp-address.js';
import type { SdpAddress, SdpAttribute, SdpMedia, SdpSession, SoundDirection } from './sdp-session.js';
import { cryptoAttribute, type SrtpCrypto } from './srtp-crypto.js';

/** What a section of ours says beside where we are. */
export type SoundPlan = {
  readonly protocol: string;
  readonly formats: readonly PlannedFormat[];
  readonly direction: SoundDirection;
  /** How much sound a packet to us should hold. */
  readonly ptimeMs: number;
  /** Reports may come on the port of sound. */
  readonly isMuxed: boolean;
  readonly cryptos: readonly SrtpCrypto[];
};

/** A payload type with what explains it. */
export type PlannedFormat = { readonly type: number; readonly attributes: readonly SdpAttribute[] };

/** Our section of sound. */
export function soundSection(local: LocalSound, plan: SoundPlan): SdpMedia {
  const flag = (name: string, isOn: boolean): readonly SdpAttribute[] => (isOn ? [{ name }] : []);
  const rtcpPort = local.rtcpPort ?? local.port + 1;
  return {
    kind: 'audio',
    port: local.port,
    protocol: plan.protocol,
    formats: plan.formats.map(({ type }) => String(type)),
    bandwidths: [],
    attributes: [
      ...plan.formats.flatMap(({ attributes }) => attributes),
      { name: 'ptime', value: String(wholePacketTime(plan.ptimeMs)) },
      { name: 'maxptime', value: String(packetTimes.maxMs) },
      ...plan.cryptos.map(cryptoAttribute),
      // RFC 3605: said only when it is not the next port.
      ...(rtcpPort === local.port + 1 ? [] : [{ name: 'rtcp', value: String(rtcpPort) }]),
      ...flag('rtcp-mux', plan.isMuxed),
      { name: plan.direction },
    ],
  };
}

/** A section that is not wanted: as it was offered, with port 0 (RFC 3264 §6). */
export const refusedSection = ({ kind, protocol, formats }: SdpMedia): SdpMedia => ({
  kind,
  port: 0,
  protocol,
  // RFC 8866 §9: at least one.
  formats: formats.length === 0 ? ['0'] : formats,
  bandwidths: [],
  attributes: [],
});

/**
 * A description of ours. Its version is that of the one before when nothing else has changed, else the next (RFC 3264 §8).
 * @param previous the description we sent last in this dialog
 */
export function ourSession(
  local: LocalSound,
  media: readonly SdpMedia[],
  previous?: SdpSession,
  timing = '0 0',
): SdpSession {
  const connection = ourAddress(local);
  const origin = { username: '-', sessionId: local.sessionId, version: '1', address: connection };
  const session: SdpSession = { origin, name: '-', connection, bandwidths: [], timing, attributes: [], media };
  if (previous === undefined) return session;
  const { version } = previous.origin;
  const same: SdpSession = { ...session, origin: { ...origin, version } };
  if (formatSdp(same) === formatSdp(previous)) return same;
  return { ...session, origin: { ...origin, version: String(BigInt(version) + 1n) } };
}

/** Our address with its family. */
export const ourAddress = ({ address }: LocalSound): SdpAddress =>
  parseSdpAddress(address) ?? { family: 'name', address };
