import { serveJobs } from '../../../platform/workers/serve-jobs.js';
import { decodeSliceJob } from './slice-jobs.js';

serveJobs('media.promptUnreadable', decodeSliceJob);
