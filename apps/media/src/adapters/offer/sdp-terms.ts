/**
 * An offer without the codecs that this protocol does not speak: Opus and keys stay (seed 4: SRTP/Opus). What is no
 * offer is left for the sound to refuse.
 */
export const withOpusOnly = (offer: string): string => {
  const types = new Map(
    [...offer.matchAll(/^a=rtpmap:(\d{1,3}) ([A-Za-z0-9-]+)\//gm)].map(([, type = '', codec = '']) => [
      type,
      codec.toLowerCase(),
    ]),
  );
  const isKept = (type: string) => ['opus', 'telephone-event'].includes(types.get(type) ?? '');
  return offer.replace(/^(m=audio \S+ \S+)((?: \d+)+)/gm, (whole, head: string, formats: string) => {
    const kept = formats.trim().split(' ').filter(isKept);
    return kept.some((type) => types.get(type) === 'opus') ? `${head} ${kept.join(' ')}` : whole;
  });
};

/** Whether an offer has Opus for its sound. */
export const offersOpus = (offer: string): boolean => /^a=rtpmap:\d{1,3} opus\/48000(?:\/2)?\s*$/im.test(offer);

/** Whether who made an offer will send sound. */
export const sendsSound = (offer: string): boolean => !/^a=(?:recvonly|inactive)\s*$/m.test(offer);

/** An answer as seed 4's peers read it: Opus without silences left out. */
export const withOpusTerms = (answer: string): string => {
  const type = /^a=rtpmap:(\d{1,3}) opus\//m.exec(answer)?.[1];
  if (type === undefined) return answer;
  return answer.replace(new RegExp(`^(a=fmtp:${type} (?!.*usedtx)[^\\r\\n]*)`, 'm'), '$1;usedtx=0');
};

/** An answer whose addresses are these, each on all ports there were: those of a machine behind a translator (1:1 NAT). */
export const withPublicAddresses = (answer: string, addresses: readonly string[]): string => {
  if (addresses.length === 0) return answer;
  const lines = answer.split('\r\n');
  const first = lines.findIndex((line) => line.startsWith('a=candidate:'));
  if (first < 0) return answer;
  const told = lines.filter((line) => line.startsWith('a=candidate:'));
  const others = lines.filter((line) => !line.startsWith('a=candidate:'));
  const moved = addresses.flatMap((address, at) => told.map((line) => movedTo(line, address, at)));
  return [...others.slice(0, first), ...new Set(moved), ...others.slice(first)].join('\r\n');
};

// RFC 8839 §5.1: foundation, component, transport, priority, address, port. The first address is the best.
const movedTo = (line: string, address: string, at: number): string => {
  const [foundation = '', component, transport, priority, , ...rest] = line.split(' ');
  const lower = Math.max(1, Number(priority) - at);
  return [`${foundation}${at === 0 ? '' : at}`, component, transport, lower, address, ...rest].join(' ');
};
