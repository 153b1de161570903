import 'reflect-metadata';
import { type RunningApi, startApi } from './app.js';
import { SystemClock } from './platform/clock.js';
import { readConfig } from './platform/config.js';
import { createLog } from './platform/log.js';

const main = async (): Promise<void> => {
  const config = readConfig();
  const log = createLog(config.logLevel);
  const api = await startApi({ config, clock: new SystemClock(), log });
  // One line by itself on standard output: whoever started us shows it, and it is never told again.
  if (api.firstLogin) process.stdout.write(`${JSON.stringify({ firstLogin: api.firstLogin })}\n`);
  log.info({ host: config.host, port: api.port, startMs: Math.round(process.uptime() * 1000) }, 'api ready');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop(api));
};

const stop = (api: RunningApi): void => {
  api.close().catch(fail);
};

const fail = (error: unknown): void => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
};

main().catch(fail);
