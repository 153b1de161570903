import { serveJobs } from '../../../platform/workers/serve-jobs.js';
import { decodePromptJob } from './prompt-jobs.js';

serveJobs('media.promptUnreadable', decodePromptJob);
