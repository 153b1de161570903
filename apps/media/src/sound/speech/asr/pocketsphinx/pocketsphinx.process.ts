import { engineSettings } from '../../../../platform/workers/serve-process.js';
import { serveEngine } from '../engine/serve-engine.js';
import { createPocketsphinxEngine, type PocketsphinxSettings } from './pocketsphinx-engine.js';

serveEngine(() => createPocketsphinxEngine(engineSettings<PocketsphinxSettings>()));
