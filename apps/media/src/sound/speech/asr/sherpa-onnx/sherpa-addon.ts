import { createRequire } from 'node:module';
import { AppError } from '@callwright/protocol';

type Waveform = { readonly samples: Float32Array; readonly sampleRate: number };
/** One utterance inside sherpa-onnx. */
export type SherpaStream = { acceptWaveform(sound: Waveform): void };
type OnlineStream = SherpaStream & { inputFinished(): void };
type Result = { readonly text: string };

/** The parts of sherpa-onnx-node used here; it comes without types. */
export type SherpaAddon = {
  readonly OnlineRecognizer: new (
    config: object,
  ) => {
    createStream(): OnlineStream;
    isReady(stream: OnlineStream): boolean;
    decode(stream: OnlineStream): void;
    isEndpoint(stream: OnlineStream): boolean;
    getResult(stream: OnlineStream): Result;
  };
  readonly OfflineRecognizer: new (
    config: object,
  ) => {
    createStream(): SherpaStream;
    decodeAsync(stream: SherpaStream): Promise<Result>;
  };
  readonly OfflineTts: new (
    config: object,
  ) => {
    readonly sampleRate: number;
    readonly numSpeakers: number;
    generate(request: { text: string; sid: number; speed: number; enableExternalBuffer: boolean }): Waveform;
  };
};

/** Loads the library. @throws AppError `speech.notConfigured` on a machine it was not installed for */
export function loadSherpa(): SherpaAddon {
  try {
    return createRequire(import.meta.url)('sherpa-onnx-node') as SherpaAddon;
  } catch (cause) {
    throw new AppError('speech.notConfigured', 'sherpa-onnx-node is not installed for this machine', { cause });
  }
}
