import { systemClock } from '../../../platform/clock.js';
import { silentLog } from '../../../platform/logging.js';
import { startLocalWorker } from '../../../platform/workers/local-worker.js';
import { createFakeClient } from './fake-client.js';
import { createFliteClient } from './flite/flite-client.js';
import { createFliteJobs } from './flite/flite-jobs.js';
import { describeSynthesisClient } from './synthesis-client.contract.js';

describeSynthesisClient('a client that answers with 22.05 kHz WAV files', createFakeClient);
describeSynthesisClient('flite', () =>
  createFliteClient({ clock: systemClock, log: silentLog, startWorker: () => startLocalWorker(createFliteJobs()) }),
);
