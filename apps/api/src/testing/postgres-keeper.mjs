// Keeps one throw-away PostgreSQL for a run of tests: node postgres-keeper.mjs <pid of the run> <data folder>.
// Prints its address, and stops it when the run is over, however it ended.
import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { startPostgres } from '../../../../tools/postgres/start-postgres.mjs';

const POLL_MS = 300;
const [runPid, dataDir] = [Number(process.argv[2]), String(process.argv[3])];

const isRunning = () => {
  try {
    return process.kill(runPid, 0);
  } catch {
    // No such process.
    return false;
  }
};

const server = await startPostgres({ dataDir, isDurable: false });
process.stdout.write(`${server.url}\n`);
while (isRunning()) await wait(POLL_MS);
await server.stop();
await rm(dataDir, { recursive: true, force: true });
