import { serveWork } from '../../platform/threads/serve-work.js';
import { prove } from './prove.js';

serveWork(prove);
