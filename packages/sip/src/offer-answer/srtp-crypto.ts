import { attributesOf } from './sdp-lines.js';
import type { SdpAttribute, SdpMedia } from './sdp-session.js';
import { type SrtpKeying, type SrtpSuite, srtpKeySizes } from './srtp-suite.js';

/** A line a=crypto that we can follow (RFC 4568 §9.1). */
export type SrtpCrypto = { readonly tag: number; readonly keying: SrtpKeying };

/**
 * The lines a=crypto of a section that we can follow, in their order. Passed over are unknown suites, lines with several
 * keys or a key identifier (MKI), and with session parameters that would change how packets are protected.
 */
export const cryptosOf = (media: SdpMedia): readonly SrtpCrypto[] =>
  attributesOf(media.attributes, 'crypto').flatMap((value) => {
    const crypto = parseCrypto(value);
    return crypto === null ? [] : [crypto];
  });

/** Whether a section has any line a=crypto, ours to follow or not. */
export const hasCrypto = (media: SdpMedia): boolean => attributesOf(media.attributes, 'crypto').length > 0;

/** Writes a=crypto. */
export const cryptoAttribute = ({ tag, keying }: SrtpCrypto): SdpAttribute => ({
  name: 'crypto',
  value: `${tag} ${keying.suite} inline:${keying.keyAndSalt}`,
});

function parseCrypto(value: string): SrtpCrypto | null {
  const [tagText = '', suiteText = '', keyText = '', ...parameters] = value.split(/\s+/);
  const suite = suiteNamed(suiteText.toUpperCase());
  // A lifetime (`|2^31`) is passed over: no call lasts as long. `|1:4` would be an MKI.
  const [, keyAndSalt] = /^inline:([A-Za-z0-9+/]+={0,2})(?:\|(?:2\^)?\d{1,15})?$/i.exec(keyText) ?? [];
  if (suite === undefined || keyAndSalt === undefined || !/^\d{1,9}$/.test(tagText)) return null;
  const { keyBytes, saltBytes } = srtpKeySizes[suite];
  if (base64Bytes(keyAndSalt) !== keyBytes + saltBytes) return null;
  return parameters.every(isHarmless) ? { tag: Number(tagText), keying: { suite, keyAndSalt } } : null;
}

/** RFC 4568 §6.3: a hint on the window of replays, and what begins with `-`, may be passed over. */
const isHarmless = (parameter: string): boolean => parameter.startsWith('-') || /^WSH=/i.test(parameter);

const suiteNames = Object.keys(srtpKeySizes) as readonly SrtpSuite[];
const suiteNamed = (name: string): SrtpSuite | undefined => suiteNames.find((suite) => suite === name);

const base64Bytes = (text: string): number => {
  const digits = text.replace(/=+$/, '').length;
  return digits % 4 === 1 ? Number.NaN : Math.floor((digits * 3) / 4);
};
