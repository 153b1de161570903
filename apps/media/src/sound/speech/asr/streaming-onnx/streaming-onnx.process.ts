import { engineSettings } from '../../../../platform/workers/serve-process.js';
import { serveEngine } from '../engine/serve-engine.js';
import { createStreamingOnnxEngine } from './streaming-onnx-engine.js';

const { modelDir } = engineSettings<{ readonly modelDir: string }>();
serveEngine(() => createStreamingOnnxEngine(modelDir));
