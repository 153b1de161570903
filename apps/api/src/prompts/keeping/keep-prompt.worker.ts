import { serveWork } from '../../platform/threads/serve-work.js';
import { keepPrompt } from './keep-prompt.js';

serveWork(keepPrompt);
