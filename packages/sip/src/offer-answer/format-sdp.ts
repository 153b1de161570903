import { addressType } from './sdp-address.js';
import type { SdpAddress, SdpAttribute, SdpMedia, SdpSession } from './sdp-session.js';

/** Writes a description (RFC 8866 §5), each line ended by CRLF. */
export function formatSdp(session: SdpSession): string {
  const { origin } = session;
  const lines = [
    'v=0',
    `o=${origin.username} ${origin.sessionId} ${origin.version} IN ${addressType(origin.address)} ${origin.address.address}`,
    `s=${session.name}`,
    ...connectionLine(session.connection),
    ...session.bandwidths.map((bandwidth) => `b=${bandwidth}`),
    `t=${session.timing}`,
    ...session.attributes.map(attributeLine),
    ...session.media.flatMap(mediaLines),
  ];
  return `${lines.join('\r\n')}\r\n`;
}

const mediaLines = (media: SdpMedia): string[] => [
  `m=${[media.kind, media.port, media.protocol, ...media.formats].join(' ')}`,
  ...connectionLine(media.connection),
  ...media.bandwidths.map((bandwidth) => `b=${bandwidth}`),
  ...media.attributes.map(attributeLine),
];

const connectionLine = (connection?: SdpAddress): string[] =>
  connection === undefined ? [] : [`c=IN ${addressType(connection)} ${connection.address}`];

const attributeLine = ({ name, value }: SdpAttribute): string =>
  value === undefined ? `a=${name}` : `a=${name}:${value}`;
