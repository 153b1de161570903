import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where a test's certificate lies. */
export type TestCertificate = { readonly certificateFile: string; readonly keyFile: string };

/**
 * Makes a certificate that signs itself, in a folder of its own; for tests.
 * @param names as in a certificate: `DNS:localhost`, `IP:127.0.0.1`, `URI:sip:example.com`
 */
export function makeTestCertificate(...names: readonly string[]): TestCertificate {
  const folder = mkdtempSync(join(tmpdir(), 'callwright-sip-'));
  const certificateFile = join(folder, 'certificate.pem');
  const keyFile = join(folder, 'key.pem');
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const what = ['-subj', '/CN=Callwright test', '-addext', `subjectAltName=${names.join(',')}`];
  execFileSync('openssl', ['req', ...kind, ...what, '-keyout', keyFile, '-out', certificateFile], { stdio: 'pipe' });
  return { certificateFile, keyFile };
}
