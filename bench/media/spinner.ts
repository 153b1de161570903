import { pathToFileURL } from 'node:url';
import { systemClock } from '../../apps/media/src/platform/clock.js';
import { silentLog } from '../../apps/media/src/platform/logging.js';

/** A process with the pool of threads that runs the code of flows, all of them busy until their limit, again and again. */
const WORKERS = 2;
const LIMIT_MS = 5000;

const [, , poolPath = ''] = process.argv;
// The built one: its threads start from built files.
const { CodePool } = await import(pathToFileURL(poolPath).href);
const pool = new CodePool({ workers: WORKERS, timeoutMs: LIMIT_MS, clock: systemClock, log: silentLog });
let rounds = 0;

const spin = async (): Promise<never> => {
  for (;;) {
    const outcome = await pool.run({ source: 'while (true) {}', input: null }, new AbortController().signal);
    rounds += 1;
    process.send?.({ rounds, outcome });
  }
};
for (let n = 0; n < WORKERS; n += 1) void spin();
process.on('disconnect', () => process.exit(0));
