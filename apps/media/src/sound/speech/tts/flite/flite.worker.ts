import { serveJobs } from '../../workers/serve-jobs.js';
import { createFliteJobs } from './flite-jobs.js';

serveJobs('speech.ttsFailed', createFliteJobs());
