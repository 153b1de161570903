import {
  AppError,
  type RecogniserDefinition,
  type SpeechCatalogue,
  type SpeechProviders,
  toAppError,
  type VoiceDefinition,
} from '@callwright/protocol';
import type { Clock } from '../../platform/clock.js';
import type { Log } from '../../platform/logging.js';
import { createDeepgramRecogniser } from './asr/deepgram/deepgram-provider.js';
import { createFallbackRecogniser } from './asr/fallback/fallback-recogniser.js';
import { createGrpcRecogniser } from './asr/grpc/grpc-provider.js';
import { createOpenAiRealtimeRecogniser } from './asr/openai-realtime/openai-realtime-provider.js';
import { createOpenAiTranscriptionRecogniser } from './asr/openai-transcription/openai-transcription-provider.js';
import { createPocketsphinxRecogniser } from './asr/pocketsphinx/pocketsphinx-recogniser.js';
import type { TranscriptionProvider } from './asr/port.js';
import { createSherpaOnnxRecogniser } from './asr/sherpa-onnx/sherpa-onnx-recogniser.js';
import { createSherpaServerRecogniser } from './asr/sherpa-server/sherpa-server-provider.js';
import { createStreamingOnnxRecogniser } from './asr/streaming-onnx/streaming-onnx-recogniser.js';
import { createVoskRecogniser } from './asr/vosk/vosk-provider.js';
import { brokenRecogniser, brokenVoice } from './broken-provider.js';
import { orderByFallback } from './order-by-fallback.js';
import { createEspeakNgClient } from './tts/espeak-ng/espeak-ng-client.js';
import { createFallbackClient } from './tts/fallback/fallback-client.js';
import { createOpenAiSpeechClient } from './tts/openai-speech/openai-speech-client.js';
import type { SynthesisClient } from './tts/port.js';
import { createSherpaOnnxClient } from './tts/sherpa-onnx/sherpa-onnx-client.js';

/** What a sound process hears and speaks with is made of. */
export type SpeechOptions = {
  readonly providers: SpeechProviders;
  /** Keys by side and name, as `recogniser:deepgram`; a provider without may get one with each call. */
  readonly keys: Readonly<Record<string, string>>;
  readonly builtIn: {
    readonly recognisers: readonly TranscriptionProvider[];
    readonly voices: readonly SynthesisClient[];
  };
  readonly clock: Clock;
  readonly log: Log;
};

/** Everything a sound process hears and speaks with, by name. */
export type Speech = {
  readonly recognisers: ReadonlyMap<string, TranscriptionProvider>;
  readonly voices: ReadonlyMap<string, SynthesisClient>;
  readonly catalogue: SpeechCatalogue;
  /** Ends all of them, those built in too. Idempotent, never throws. */
  readonly close: () => Promise<void>;
};

type Deps = { readonly clock: Clock; readonly log: Log; readonly apiKey: string | null };

/**
 * Makes the providers of a speech file, beside what is built in. One that cannot start (no library, a bad model) is said
 * so once in the log; whoever asks it gets its error, and all others work.
 * @throws AppError `speech.notConfigured` with a line for each name that is taken twice, unknown, or part of a circle
 */
export function createSpeech({ providers, keys, builtIn, clock, log }: SpeechOptions): Speech {
  const recognisers = new Map(builtIn.recognisers.map((one) => [one.name, one]));
  const voices = new Map(builtIn.voices.map((one) => [one.name, one]));
  const heard = orderByFallback('recogniser', providers.recognisers, [...recognisers.keys()]);
  const spoken = orderByFallback('voice', providers.voices, [...voices.keys()]);
  const problems = [...heard.problems, ...spoken.problems];
  if (problems.length > 0)
    throw new AppError('speech.notConfigured', `Speech to put right:\n  ${problems.join('\n  ')}`);
  const told = (definition: RecogniserDefinition | VoiceDefinition, error: unknown): AppError => {
    const problem = toAppError(error, 'speech.notConfigured');
    const { name, kind } = definition;
    log.error({ name, kind, code: problem.code, reason: problem.message }, 'speech provider cannot be used');
    return problem;
  };
  for (const definition of heard.ordered) {
    const deps = { clock, log, apiKey: keys[`recogniser:${definition.name}`] ?? null };
    const make = () => createRecogniser(definition, recognisers, deps);
    recognisers.set(
      definition.name,
      attempt(make, (error) => brokenRecogniser(definition.name, told(definition, error))),
    );
  }
  for (const definition of spoken.ordered) {
    const deps = { clock, log, apiKey: keys[`voice:${definition.name}`] ?? null };
    const make = () => createVoice(definition, voices, deps);
    voices.set(
      definition.name,
      attempt(make, (error) => brokenVoice(definition.name, told(definition, error))),
    );
  }
  return { recognisers, voices, catalogue: catalogueOf(recognisers, voices), close: closeAll(recognisers, voices) };
}

function createRecogniser(
  definition: RecogniserDefinition,
  others: ReadonlyMap<string, TranscriptionProvider>,
  deps: Deps,
): TranscriptionProvider {
  switch (definition.kind) {
    case 'pocketsphinx':
      return createPocketsphinxRecogniser(definition, deps);
    case 'sherpaOnnx':
      return createSherpaOnnxRecogniser(definition, deps);
    case 'streamingOnnx':
      return createStreamingOnnxRecogniser(definition, deps);
    case 'deepgram':
      return createDeepgramRecogniser(definition, deps);
    case 'openaiTranscription':
      return createOpenAiTranscriptionRecogniser(definition, deps);
    case 'openaiRealtime':
      return createOpenAiRealtimeRecogniser(definition, deps);
    case 'vosk':
      return createVoskRecogniser(definition, deps);
    case 'sherpaServer':
      return createSherpaServerRecogniser(definition, deps);
    case 'grpc':
      return createGrpcRecogniser(definition, deps);
    case 'fallback':
      return createFallbackRecogniser(definition, named(definition.providers, others), deps);
  }
}

function createVoice(
  definition: VoiceDefinition,
  others: ReadonlyMap<string, SynthesisClient>,
  deps: Deps,
): SynthesisClient {
  switch (definition.kind) {
    case 'espeakNg':
      return createEspeakNgClient(definition, deps);
    case 'sherpaOnnx':
      return createSherpaOnnxClient(definition, deps);
    case 'openaiSpeech':
      return createOpenAiSpeechClient(definition, deps);
    case 'fallback':
      return createFallbackClient(definition, named(definition.providers, others), deps);
  }
}

const named = <Provider>(names: readonly string[], all: ReadonlyMap<string, Provider>): readonly Provider[] =>
  names.flatMap((name) => all.get(name) ?? []);

function attempt<Provider>(make: () => Provider, otherwise: (error: unknown) => Provider): Provider {
  try {
    return make();
  } catch (error) {
    return otherwise(error);
  }
}

const catalogueOf = (
  recognisers: ReadonlyMap<string, TranscriptionProvider>,
  voices: ReadonlyMap<string, SynthesisClient>,
): SpeechCatalogue => ({
  recognisers: [...recognisers.values()].map(({ name, capabilities }) => ({
    name,
    languages: [...capabilities.languages],
    grammar: capabilities.grammar,
    freeSpeech: capabilities.freeSpeech,
  })),
  voices: [...voices.values()].map(({ name, capabilities }) => ({
    name,
    languages: [...capabilities.languages],
    speakers: [...capabilities.speakers],
  })),
});

const closeAll =
  (recognisers: ReadonlyMap<string, TranscriptionProvider>, voices: ReadonlyMap<string, SynthesisClient>) =>
  async (): Promise<void> => {
    await Promise.allSettled([...recognisers.values(), ...voices.values()].map((one) => one.close()));
  };
