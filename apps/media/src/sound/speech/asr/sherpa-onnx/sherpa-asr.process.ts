import { engineSettings } from '../../../../platform/workers/serve-process.js';
import { serveEngine } from '../engine/serve-engine.js';
import { createSherpaEngine, type SherpaEngineSettings } from './sherpa-engine.js';

serveEngine(() => createSherpaEngine(engineSettings<SherpaEngineSettings>()));
