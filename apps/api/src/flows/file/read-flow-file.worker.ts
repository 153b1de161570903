import { serveWork } from '../../platform/threads/serve-work.js';
import { readFlowFile } from './read-flow-file.js';

serveWork(readFlowFile);
