import { serveJobs } from '../../../../platform/workers/serve-jobs.js';
import { createSoundswallowerJobs } from './soundswallower-jobs.js';

serveJobs('speech.asrFailed', createSoundswallowerJobs());
