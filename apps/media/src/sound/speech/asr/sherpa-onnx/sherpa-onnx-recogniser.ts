import type { RecogniserDefinition } from '@callwright/protocol';
import type { Clock } from '../../../../platform/clock.js';
import type { Log } from '../../../../platform/logging.js';
import { startEngineProcess } from '../../../../platform/workers/engine-process.js';
import { languagesOf } from '../../languages-of.js';
import { createEngineProvider } from '../engine/engine-provider.js';
import type { TranscriptionProvider } from '../port.js';

/**
 * Free speech by a user's model on sherpa-onnx, in a process of its own: streaming transducers, Paraformer and CTC models
 * with words while they are said; Whisper, Moonshine, SenseVoice and other models for whole utterances without.
 */
export function createSherpaOnnxRecogniser(
  { name, languages, modelDir, threads }: Extract<RecogniserDefinition, { kind: 'sherpaOnnx' }>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): TranscriptionProvider {
  const settings = { modelDir, threads };
  return createEngineProvider({
    name,
    capabilities: { grammar: true, freeSpeech: true, languages: languagesOf(languages, []) },
    start: () => startEngineProcess(import.meta.url, './sherpa-asr.process.js', { log, settings }),
    clock,
    log,
  });
}
