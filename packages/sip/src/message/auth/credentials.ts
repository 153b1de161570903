import { quote } from '../grammar.js';
import { parseAuthHeader } from './auth-header.js';
import { type DigestAlgorithm, type DigestQop, parseAlgorithm } from './digest-algorithm.js';

/** What is protected together, when the challenge had a `qop`. `nonceCount`: 1 for the first request with this nonce. */
export type DigestProtection = { readonly qop: DigestQop; readonly cnonce: string; readonly nonceCount: number };

/** Digest credentials: the value of Authorization or Proxy-Authorization (RFC 7616 §3.4). */
export type DigestCredentials = {
  readonly username: string;
  readonly realm: string;
  readonly nonce: string;
  readonly uri: string;
  /** In lower-case hexadecimal digits. */
  readonly response: string;
  readonly algorithm: DigestAlgorithm;
  readonly opaque?: string;
  readonly protection?: DigestProtection;
};

/** Reads credentials; undefined when malformed, of another scheme, or of an algorithm or qop nobody knows. */
export function parseCredentials(value: string): DigestCredentials | undefined {
  const header = parseAuthHeader(value);
  if (header?.scheme.toLowerCase() !== 'digest') return undefined;
  const { parameters } = header;
  const [username, realm, nonce, uri, response] = ['username', 'realm', 'nonce', 'uri', 'response'].map((name) =>
    parameters.get(name),
  );
  const algorithm = parseAlgorithm(parameters.get('algorithm'));
  const protection = parseProtection(parameters);
  if (username === undefined || realm === undefined || nonce === undefined) return undefined;
  if (uri === undefined || !response || !algorithm || protection === 'bad') return undefined;
  const opaque = parameters.get('opaque');
  return { username, realm, nonce, uri, response: response.toLowerCase(), algorithm, opaque, protection };
}

function parseProtection(parameters: ReadonlyMap<string, string>): DigestProtection | 'bad' | undefined {
  const written = parameters.get('qop')?.toLowerCase();
  if (written === undefined) return undefined;
  const qop = written === 'auth' || written === 'auth-int' ? written : undefined;
  const cnonce = parameters.get('cnonce');
  const count = parameters.get('nc') ?? '';
  // RFC 7616 §3.4: nc is eight hexadecimal digits.
  if (!qop || cnonce === undefined || !/^[0-9A-Fa-f]{8}$/.test(count)) return 'bad';
  return { qop, cnonce, nonceCount: Number.parseInt(count, 16) };
}

/** The count as it is written and hashed: eight hexadecimal digits. */
export const formatNonceCount = (nonceCount: number): string => nonceCount.toString(16).padStart(8, '0');

/** Writes credentials. */
export function formatCredentials(credentials: DigestCredentials): string {
  const { username, realm, nonce, uri, response, algorithm, opaque, protection } = credentials;
  const parts = [
    `username=${quote(username)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(uri)}`,
    `response="${response}"`,
    `algorithm=${algorithm}`,
    ...(opaque === undefined ? [] : [`opaque=${quote(opaque)}`]),
    ...(protection ? protectionParts(protection) : []),
  ];
  return `Digest ${parts.join(', ')}`;
}

// RFC 7616 §3.4: qop and nc stand without quotes here.
const protectionParts = ({ qop, cnonce, nonceCount }: DigestProtection): readonly string[] => [
  `qop=${qop}`,
  `nc=${formatNonceCount(nonceCount)}`,
  `cnonce=${quote(cnonce)}`,
];
