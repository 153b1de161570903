import type { OpusWishes, PayloadTypes, RemoteEnd } from './agreed-sound.js';
import type { PayloadFormat } from './payload-format.js';
import { isNowhere, parseSdpAddress } from './sdp-address.js';
import { attributesOf, connectionOf } from './sdp-lines.js';
import type { SdpMedia, SdpSession } from './sdp-session.js';
import type { SoundCodec } from './sound-codec.js';

/** Formats of one side that go together. */
export type ChosenFormats = {
  readonly codec: SoundCodec;
  readonly sound: PayloadFormat;
  readonly keys?: PayloadFormat;
  readonly comfortNoise?: PayloadFormat;
};

/** The numbers of formats. */
export const payloadTypesOf = ({ sound, keys, comfortNoise }: ChosenFormats): PayloadTypes => ({
  sound: sound.type,
  ...(keys === undefined ? {} : { keys: { type: keys.type, clockHz: keys.clockHz } }),
  ...(comfortNoise === undefined ? {} : { comfortNoise: comfortNoise.type }),
});

/** Where sound to the writer of a section goes; absent when it names nobody. */
export function remoteOf(session: SdpSession, media: SdpMedia): RemoteEnd | undefined {
  const connection = connectionOf(session, media);
  if (connection === undefined || isNowhere(connection)) return undefined;
  return { ...connection, port: media.port };
}

/**
 * Where reports to the writer of a section go: the port after that of sound, or what a=rtcp says (RFC 3605).
 * @param isMuxed both sides want them where sound goes
 */
export function rtcpRemoteOf(session: SdpSession, media: SdpMedia, isMuxed: boolean): RemoteEnd | undefined {
  const remote = remoteOf(session, media);
  if (remote === undefined || refusesReports(media)) return undefined;
  if (isMuxed) return remote;
  const [, port, host] =
    /^(\d{1,5})(?:\s+IN\s+IP[46]\s+(\S+))?$/i.exec(attributesOf(media.attributes, 'rtcp')[0] ?? '') ?? [];
  const address = (host === undefined ? null : parseSdpAddress(host)) ?? remote;
  const rtcpPort = port === undefined ? media.port + 1 : Number(port);
  return rtcpPort < 1 || rtcpPort > 65_535
    ? undefined
    : { family: address.family, address: address.address, port: rtcpPort };
}

/** RFC 3556 §2: no bandwidth for those who send nor for those who only hear. */
const refusesReports = ({ bandwidths }: SdpMedia): boolean =>
  ['RS:0', 'RR:0'].every((none) => bandwidths.some((each) => each.toUpperCase() === none));

/** What the writer of formats wants of Opus; nothing for other codecs. */
export function opusWishes({ codec, sound: { parameters } }: ChosenFormats): { readonly opus?: OpusWishes } {
  if (codec !== 'opus') return {};
  const number = (name: string) => {
    const value = parameters.get(name) ?? '';
    return /^\d{4,6}$/.test(value) ? Number(value) : undefined;
  };
  const maxAverageBitrate = number('maxaveragebitrate');
  const maxPlaybackRateHz = number('maxplaybackrate');
  return {
    opus: {
      ...(maxAverageBitrate === undefined ? {} : { maxAverageBitrate }),
      ...(maxPlaybackRateHz === undefined ? {} : { maxPlaybackRateHz }),
      usesFec: parameters.get('useinbandfec') === '1',
      usesDtx: parameters.get('usedtx') === '1',
      isConstantBitrate: parameters.get('cbr') === '1',
    },
  };
}
