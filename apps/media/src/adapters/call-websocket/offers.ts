/** The name by which a browser's ICE goes in an offer (RFC 8839 §5.4); null when it says none. */
export const iceNameOf = (sdp: string): string | null => /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1] ?? null;

/** An answer without addresses of IPv6 (spec 0 §2), unless it has no others. */
export const withoutIpv6 = (sdp: string): string => {
  const lines = sdp.split('\r\n');
  const candidates = lines.filter((line) => line.startsWith(CANDIDATE));
  if (candidates.every(isIpv6)) return sdp;
  return lines.filter((line) => !isIpv6(line)).join('\r\n');
};

const CANDIDATE = 'a=candidate:';
// RFC 8839 §5.1: foundation, component, transport, priority, address.
const isIpv6 = (line: string): boolean => line.startsWith(CANDIDATE) && (line.split(' ')[4] ?? '').includes(':');
