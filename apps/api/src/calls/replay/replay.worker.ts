import { serveWork } from '../../platform/threads/serve-work.js';
import { replayJournal } from './replay-journal.js';

serveWork(replayJournal);
