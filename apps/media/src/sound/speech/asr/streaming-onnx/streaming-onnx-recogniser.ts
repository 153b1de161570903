import type { RecogniserDefinition } from '@callwright/protocol';
import type { Clock } from '../../../../platform/clock.js';
import type { Log } from '../../../../platform/logging.js';
import { startEngineProcess } from '../../../../platform/workers/engine-process.js';
import { languagesOf } from '../../languages-of.js';
import { createEngineProvider, type EngineProviderOptions } from '../engine/engine-provider.js';
import type { TranscriptionProvider } from '../port.js';

/** What it runs on. */
export type StreamingOnnxOptions = {
  readonly clock: Clock;
  readonly log: Log;
  /** Default: a process of its own. A test may run the engine itself. */
  readonly start?: EngineProviderOptions['start'];
};

/** Free speech by a user's streaming model (zipformer transducer or CTC) on onnxruntime, in a process of its own. */
export function createStreamingOnnxRecogniser(
  { name, languages, modelDir }: Extract<RecogniserDefinition, { kind: 'streamingOnnx' }>,
  { clock, log, start }: StreamingOnnxOptions,
): TranscriptionProvider {
  return createEngineProvider({
    name,
    capabilities: { grammar: true, freeSpeech: true, languages: languagesOf(languages, []) },
    start:
      start ??
      (() => startEngineProcess(import.meta.url, './streaming-onnx.process.js', { log, settings: { modelDir } })),
    clock,
    log,
  });
}
