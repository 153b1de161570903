import { isIP } from 'node:net';
import type { Clock } from '../../../platform/clock.js';
import { dial } from '../../../sip-server/transport/dial.js';
import type { Hop } from '../../../sip-server/transport/resolve/hop.js';
import { readTlsFiles, type TlsSettings } from '../../../sip-server/transport/tls-settings.js';

/** How connecting went; null when it did, handshake and all. */
export type ConnectProblem =
  | 'refused'
  | 'silent'
  | 'noRoute'
  | 'closed'
  | 'unknownAuthority'
  | 'wrongName'
  | 'expired'
  | 'notYetValid'
  | 'noTls'
  | 'other';

/** Connects to an address by TCP or TLS as calls would, and lets go. Never rejects. */
export type ConnectProbe = (hop: Hop) => Promise<ConnectProblem | null>;

const CONNECT_MS = 4000;

/** A probe over real sockets. `tls`: as the SIP server has it. */
export const createConnectProbe =
  (clock: Clock, tls: TlsSettings = {}): ConnectProbe =>
  async (hop) => {
    try {
      const files = readTlsFiles(tls);
      const socket = await dial(hop, { clock, connectMs: CONNECT_MS, files, verifiesServers: true });
      socket.destroy();
      return null;
    } catch (error) {
      return problemOf(error, hop);
    }
  };

// Node's own codes, those of OpenSSL's verification, and of its reading of what is no TLS.
const problems: Readonly<Record<string, ConnectProblem>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'silent',
  EHOSTUNREACH: 'noRoute',
  ENETUNREACH: 'noRoute',
  EADDRNOTAVAIL: 'noRoute',
  EINVAL: 'noRoute',
  ECONNRESET: 'closed',
  EPIPE: 'closed',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'unknownAuthority',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknownAuthority',
  UNABLE_TO_GET_ISSUER_CERT: 'unknownAuthority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknownAuthority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknownAuthority',
  CERT_UNTRUSTED: 'unknownAuthority',
  ERR_TLS_CERT_ALTNAME_INVALID: 'wrongName',
  HOSTNAME_MISMATCH: 'wrongName',
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'notYetValid',
  EPROTO: 'noTls',
};

const problemOf = (error: unknown, { protocol }: Hop): ConnectProblem => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = problems[code];
  if (known) return known;
  if (code.startsWith('ERR_SSL_')) return 'noTls';
  // Without a code it is one of `dial` itself: the deadline, or the end before it was ready.
  if (error instanceof Error && code === '') return /too long/.test(error.message) ? 'silent' : 'closed';
  return protocol === 'tls' ? 'noTls' : 'other';
};

type Words = { readonly seen: string; readonly advice: string };

/** A problem in words: what was seen at an address, and what to do. */
export const probeWords = (problem: ConnectProblem, { protocol, serverName }: Hop): Words => {
  const way = protocol.toUpperCase();
  const all: Readonly<Record<ConnectProblem, Words>> = {
    refused: {
      seen: `refuses ${way} on that port`,
      advice:
        'The machine is there, and nothing listens on that port. Check port and transport, and that its SIP runs.',
    },
    silent: {
      seen: `lets ${way} wait for ever`,
      advice:
        'A firewall on the way drops it, or the address is wrong. Open the port outwards; ask whether ours must be allowed there.',
    },
    noRoute: {
      seen: 'cannot be reached from this machine',
      advice: 'This machine has no way there: see to its network and to the address.',
    },
    closed: {
      seen: `takes the connection by ${way} and drops it at once`,
      advice: 'It may not allow our address, or want another transport on that port.',
    },
    unknownAuthority: {
      seen: 'shows a certificate of an authority that this machine does not know',
      advice:
        'For an exchange of your own start Callwright with NODE_EXTRA_CA_CERTS set to a PEM file of its authority; a carrier has to put its certificate right.',
    },
    wrongName: {
      seen: `shows a certificate that is not for ${serverName}`,
      advice:
        isIP(serverName) === 0
          ? 'Set the gateway to the name the certificate is for, or have it made for this one.'
          : 'Set the gateway to the name the certificate is for instead of its address.',
    },
    expired: {
      seen: 'shows a certificate that has expired',
      advice: 'It has to be renewed there. Check the clock of this machine, too.',
    },
    notYetValid: {
      seen: 'shows a certificate that is not valid yet',
      advice: 'Check the clock of this machine, then the one of the other side.',
    },
    noTls: {
      seen: 'does not speak TLS 1.2 or newer on that port, or wants a certificate of ours',
      advice: 'Check the port (5061 is usual for TLS) and the transport.',
    },
    other: { seen: `cannot be connected to by ${way}`, advice: 'Check address, port and transport.' },
  };
  return all[problem];
};
