import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runLogged, tail } from '../setup/command.mjs';
import { setupLogDir } from '../setup/paths.mjs';

const LOG = join(setupLogDir, 'mediasoup-worker.log');

/** Build files that put the distribution's libraries in the place of the ones mediasoup would download. */
export const overlayDir = fileURLToPath(new URL('./overlay', import.meta.url));

/** The same build tools serve every mediasoup version; these edits belong to the one we pin and fail loudly on another. */
export const SOURCE_EDITS = [
  // Debian 12 has Meson 1.0.1, which builds it as well.
  { file: 'meson.build', from: "meson_version: '>= 1.1.0'", to: "meson_version: '>= 1.0.0'" },
  // OpenSSL takes the answer of a BIO callback as the result of the operation. Upstream compares where it should mask,
  // so it answers 1 to "do you do kernel TLS?", libssl then never allocates its write buffer, and the first DTLS
  // packet of a browser ends the worker (SIGSEGV).
  {
    file: 'src/RTC/DtlsTransport.cpp',
    from: '(operationType == BIO_CB_RETURN) ?',
    to: '((operationType & BIO_CB_RETURN) != 0) ?',
  },
];

/**
 * Builds the mediasoup worker from the npm package's own source against installed libraries, with no download.
 * @param {string} packageDir folder of the mediasoup package
 * @param {(binary: string) => Promise<void>} use called with the new executable, which is removed afterwards
 * @throws {import('../setup/command.mjs').CommandError} when a build step fails; the sources are then kept
 */
export async function buildWorker(packageDir, use) {
  const workDir = mkdtempSync(join(tmpdir(), 'callwright-mediasoup-'));
  const sourceDir = join(workDir, 'worker');
  const outDir = join(workDir, 'out');
  prepareSource(join(packageDir, 'worker'), sourceDir);
  for (const command of buildCommands(sourceDir, outDir)) {
    await runLogged(command, { logFile: LOG });
  }
  await use(join(outDir, 'mediasoup-worker'));
  rmSync(workDir, { recursive: true, force: true });
}

/**
 * How far a running build has come, for somebody who waits for it.
 * @returns {string} for example `step 120 of 225`
 */
export function peekAtBuild() {
  const step = tail(LOG, 1).match(/^\[(\d+)\/(\d+)\]/);
  return step ? `step ${step[1]} of ${step[2]}` : 'still at it';
}

/** @param {string} from @param {string} to */
function prepareSource(from, to) {
  const untouched = new Set([join(from, 'subprojects'), join(from, 'out')]);
  cpSync(from, to, { recursive: true, filter: (path) => !untouched.has(path) });
  cpSync(overlayDir, join(to, 'subprojects'), { recursive: true });
  for (const edit of SOURCE_EDITS) {
    const file = join(to, edit.file);
    const text = readFileSync(file, 'utf8');
    if (!text.includes(edit.from))
      throw new Error(`mediasoup's ${edit.file} has changed: check tools/mediasoup for this version`);
    writeFileSync(file, text.replace(edit.from, edit.to));
  }
}

/** @param {string} sourceDir @param {string} outDir @returns {[string, ...string[]][]} */
function buildCommands(sourceDir, outDir) {
  const options = ['-Db_ndebug=true', '-Db_pie=true', '-Db_staticpic=true', '-Dms_disable_liburing=true'];
  return [
    ['meson', 'setup', '--wrap-mode=nodownload', '--buildtype', 'release', ...options, outDir, sourceDir],
    // The headers made from the flatbuffers files must exist before anything that includes them is compiled.
    ['meson', 'compile', '-C', outDir, 'flatbuffers-generator'],
    ['meson', 'compile', '-C', outDir, 'mediasoup-worker'],
  ];
}
