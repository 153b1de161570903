import { startMediaProcess } from './media-process.js';
import { readConfig } from './platform/config.js';
import { createLog } from './platform/logging.js';

// The call process: signalling, calls, flows. Sound is made by the processes it forks (sound.main.ts).
const config = readConfig();
const log = createLog(config.logLevel, 'media');
const media = await startMediaProcess(config, log);
log.info({ port: media.port }, 'media process ready');

let isStopping = false;
const stop = async (signal: string) => {
  if (isStopping) return;
  isStopping = true;
  log.info({ signal }, 'media process stopping');
  await media.stop();
  process.exit(0);
};
process.on('SIGTERM', () => void stop('SIGTERM'));
process.on('SIGINT', () => void stop('SIGINT'));
