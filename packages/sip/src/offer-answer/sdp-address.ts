import type { SdpAddress } from './sdp-session.js';

/** RFC 1123 §2.1, and the underscore some networks use. */
const NAME = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?$/i;
const OCTET = /^(?:0|[1-9]\d{0,2})$/;
const GROUP = /^[0-9a-f]{1,4}$/i;

/**
 * Reads an address, or a host name.
 * @returns null when it is neither; what looks like an IPv4 address and is none is no host name either
 */
export function parseSdpAddress(text: string): SdpAddress | null {
  if (isIpv4(text)) return { family: 'ip4', address: text };
  if (isIpv6(text)) return { family: 'ip6', address: text };
  return NAME.test(text) && !/^[\d.]+$/.test(text) ? { family: 'name', address: text } : null;
}

/** `IP6` for IPv6, and `IP4` for all else: host names mostly have one. */
export const addressType = ({ family }: SdpAddress): string => (family === 'ip6' ? 'IP6' : 'IP4');

/** Whether nobody is there: how a call was held before there were directions (RFC 3264 §8.4, RFC 6157 §3.1). */
export function isNowhere({ family, address }: SdpAddress): boolean {
  if (family === 'ip4') return address === '0.0.0.0';
  return family === 'ip6' ? /^[0:]+$/.test(address) : /\.invalid\.?$/i.test(address);
}

/** Whether it is the address of a group, or of everybody. */
export function isMulticast({ family, address }: SdpAddress): boolean {
  if (family === 'ip6') return /^ff[0-9a-f]{2}:/i.test(address);
  return family === 'ip4' && Number(address.split('.')[0]) >= 224;
}

const isIpv4 = (text: string): boolean => {
  const octets = text.split('.', 5);
  return octets.length === 4 && octets.every((octet) => OCTET.test(octet) && Number(octet) < 256);
};

/** RFC 4291 §2.2, with `::` and an IPv4 end, without a zone. */
function isIpv6(text: string): boolean {
  if (text.length > 45 || !text.includes(':')) return false;
  const halves = text.split('::', 3);
  if (halves.length > 2) return false;
  const counts = halves.map((half, at) => groupCount(half, at === halves.length - 1));
  if (counts.some((count) => count === null)) return false;
  const count = counts.reduce<number>((sum, each) => sum + (each ?? 0), 0);
  return halves.length === 2 ? count < 8 : count === 8;
}

/** How many groups of 16 bits; null when it is not made of groups. */
function groupCount(half: string, isLast: boolean): number | null {
  if (half === '') return 0;
  const groups = half.split(':');
  const last = groups.at(-1) ?? '';
  const hasIpv4 = isLast && isIpv4(last);
  const plain = hasIpv4 ? groups.slice(0, -1) : groups;
  if (!plain.every((group) => GROUP.test(group))) return null;
  return plain.length + (hasIpv4 ? 2 : 0);
}
