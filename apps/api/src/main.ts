import 'reflect-metadata';
import { type RunningApi, startApi } from './app.js';
import { type Clock, SystemClock } from './platform/clock.js';
import { readConfig } from './platform/config.js';
import { createLog } from './platform/log.js';

const STOP_TIMEOUT_MS = 8_000;

const main = async (): Promise<void> => {
  const config = readConfig();
  const log = createLog(config.logLevel);
  const clock = new SystemClock();
  const api = await startApi({ config, clock, log });
  // One line by itself on standard output: whoever started us shows it, and it is never told again.
  if (api.firstLogin) process.stdout.write(`${JSON.stringify({ firstLogin: api.firstLogin })}\n`);
  log.info({ host: config.host, port: api.port, startMs: Math.round(process.uptime() * 1000) }, 'api ready');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop(api, clock));
};

const stop = (api: RunningApi, clock: Clock): void => {
  // What cannot be closed (a queue whose server is away, say) must not keep the process.
  clock.startTimer(STOP_TIMEOUT_MS, () => process.exit(1));
  api.close().catch(fail);
};

const fail = (error: unknown): void => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
};

main().catch(fail);
