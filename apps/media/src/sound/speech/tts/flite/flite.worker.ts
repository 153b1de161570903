import { serveJobs } from '../../../../platform/workers/serve-jobs.js';
import { createFliteJobs } from './flite-jobs.js';

serveJobs('speech.ttsFailed', createFliteJobs());
