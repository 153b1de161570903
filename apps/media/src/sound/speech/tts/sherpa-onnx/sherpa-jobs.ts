import { floatToInt16, resample } from '@callwright/audio';
import { AppError } from '@callwright/protocol';
import { loadSherpa, type SherpaAddon } from '../../asr/sherpa-onnx/sherpa-addon.js';
import { findSherpaVoice } from './sherpa-voice.js';

/** One sentence to say. */
export type SherpaJob = {
  readonly text: string;
  /** Number of a voice inside the model. */
  readonly speaker: number;
  readonly speed: number;
  readonly rateHz: number;
};
/** The sentence as sound, at the rate wanted. */
export type SherpaSpeech = { readonly samples: Int16Array; readonly rateHz: number };
/** What the process is told when it starts. */
export type SherpaVoiceSettings = { readonly modelDir: string; readonly threads?: number };

/** Makes the function that does the jobs of a voice's process; the model is loaded once, by the first. */
export function createSherpaJobs(settings: SherpaVoiceSettings): (job: SherpaJob) => Promise<SherpaSpeech> {
  let voice: InstanceType<SherpaAddon['OfflineTts']> | undefined;
  return async ({ text, speaker, speed, rateHz }) => {
    voice ??= loadVoice(settings);
    const sid = speaker < voice.numSpeakers ? speaker : 0;
    const { samples, sampleRate } = voice.generate({ text, sid, speed, enableExternalBuffer: false });
    if (samples.length === 0) throw new AppError('speech.ttsFailed', 'The voice knows none of the words of the text');
    return { samples: resample(floatToInt16(samples), sampleRate, rateHz), rateHz };
  };
}

function loadVoice({ modelDir, threads = 1 }: SherpaVoiceSettings) {
  const { model, ruleFsts } = findSherpaVoice(modelDir);
  const addon = loadSherpa();
  return new addon.OfflineTts({
    model: { ...model, numThreads: threads, provider: 'cpu', debug: 0 },
    ruleFsts,
    maxNumSentences: 1,
  });
}
