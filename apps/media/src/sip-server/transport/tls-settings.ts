import { readFileSync } from 'node:fs';
import { type ConnectionOptions, checkServerIdentity, type PeerCertificate } from 'node:tls';

/** TLS as configured. Files are PEM. */
export type TlsSettings = {
  /** Our certificate (with its chain) and key; needed to listen with TLS or WSS, used as client certificate too. */
  readonly certificateFile?: string;
  readonly keyFile?: string;
  /** Authorities trusted instead of the system's own, for servers we connect to. */
  readonly authoritiesFile?: string;
  /** Whether servers we connect to must show a good certificate of their name. True unless said otherwise. */
  readonly verifiesServers?: boolean;
};

/** What was read of the files. */
export type TlsFiles = { readonly cert?: string; readonly key?: string; readonly ca?: string };

/** Reads the files. @throws Error naming the setting's part whose file cannot be read */
export const readTlsFiles = ({ certificateFile, keyFile, authoritiesFile }: TlsSettings): TlsFiles => ({
  cert: read('certificate', certificateFile),
  key: read('key', keyFile),
  ca: read('authorities', authoritiesFile),
});

function read(what: string, file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Error(`The TLS ${what} file of SIP cannot be read.`, { cause });
  }
}

/** For connecting to a server of this name. RFC 5922 §7.1: a `sip:` URI in the certificate names a domain too. */
export const clientTls = (files: TlsFiles, verifies: boolean): ConnectionOptions => ({
  ...files,
  minVersion: 'TLSv1.2',
  rejectUnauthorized: verifies,
  checkServerIdentity: (host, certificate) =>
    isNamedByUri(certificate, host) ? undefined : checkServerIdentity(host, certificate),
});

const isNamedByUri = ({ subjectaltname = '' }: Partial<PeerCertificate>, host: string): boolean =>
  subjectaltname.split(', ').some((name) => name.toLowerCase() === `uri:sip:${host.toLowerCase()}`);
