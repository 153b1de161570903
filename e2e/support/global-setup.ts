import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {} from 'vitest';
import type { TestProject } from 'vitest/node';
import { startStack } from '../../tools/stack.mjs';
import { startMailServer } from './mail-server.js';
import { nothingLeft } from './open-now.js';

/** What the tests are told of the running stack. */
export type StackFacts = {
  readonly urls: { readonly studio: string; readonly api: string; readonly media: string };
  readonly dataDir: string;
  /** Where the mails are that were sent. */
  readonly mailDir: string;
  readonly databaseUrl: string;
  /** `127.0.0.1:port` of signalling. */
  readonly sip: string;
  readonly mediaPid: number;
  readonly login: { readonly email: string; readonly password: string; readonly apiKey: string };
};

declare module 'vitest' {
  export interface ProvidedContext {
    stack: StackFacts;
  }
}

/** Starts database, api, media and studio on free ports with a data folder of their own, once for all test files. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'callwright-e2e-'));
  const mailDir = mkdtempSync(join(tmpdir(), 'callwright-mails-'));
  const mail = await startMailServer(mailDir);
  const stack = await startStack({
    dataDir,
    isDurable: false,
    env: {
      ...process.env,
      CALLWRIGHT_ALLOW_PRIVATE_URLS: '1',
      CALLWRIGHT_ALLOW_PRIVATE_HOSTS: '127.0.0.1',
      CALLWRIGHT_SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
      CALLWRIGHT_MAIL_FROM: 'calls@callwright.example',
      // Tests look for secrets in what is written: the more is written, the more that says.
      CALLWRIGHT_LOG_LEVEL: 'debug',
    },
    report: (text) => console.log(`  stack: ${text}`),
  });
  const mediaPid = stack.pidOf('media');
  if (!stack.firstLogin || mediaPid === undefined) throw new Error('The stack did not come up as a new one.');
  const { urls, databaseUrl, firstLogin: login } = stack;
  // A drachtio-server of one's own (DRACHTIO_URL) listens where it was told to.
  const sip = process.env.CALLWRIGHT_TEST_SIP ?? `127.0.0.1:${stack.ports.sip}`;
  project.provide('stack', { urls, sip, dataDir, mailDir, databaseUrl, mediaPid, login });
  return async () => {
    // Whatever tests did, their calls are over: what is still open is a leak.
    const leak = await nothingLeft({ urls }).then(
      () => null,
      (error: unknown) => error,
    );
    await stack.stop();
    await mail.stop();
    rmSync(mailDir, { recursive: true, force: true });
    if (process.env.CALLWRIGHT_TEST_KEEP_DATA !== '1') rmSync(dataDir, { recursive: true, force: true });
    if (leak === null) return;
    // Vitest only prints what a teardown throws: without this the run would still count as passed.
    process.exitCode = 1;
    throw leak;
  };
}
