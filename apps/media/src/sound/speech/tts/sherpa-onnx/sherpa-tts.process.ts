import { serveProcessJobs } from '../../../../platform/workers/serve-jobs.js';
import { engineSettings } from '../../../../platform/workers/serve-process.js';
import { createSherpaJobs, type SherpaVoiceSettings } from './sherpa-jobs.js';

serveProcessJobs('speech.ttsFailed', createSherpaJobs(engineSettings<SherpaVoiceSettings>()));
