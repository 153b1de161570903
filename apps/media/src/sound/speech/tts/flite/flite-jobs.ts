import { readWav, resample, toMono } from '@callwright/audio';
import type { JobResult } from '../../../../platform/workers/serve-jobs.js';
import { FliteEngine, type FliteVoice } from './flite-engine.js';

/** One sentence to say. */
export type FliteJob = {
  readonly text: string;
  readonly voice: FliteVoice;
  readonly speed: number;
  /** The rate wanted: converting is work, too, and has no place on the pacer's thread. */
  readonly rateHz: number;
};
/** The sentence as sound, at the rate wanted. */
export type FliteSpeech = { readonly samples: Int16Array; readonly rateHz: number };

/** Makes the function that does the jobs of a flite worker; the engine is loaded once, by the first. */
export function createFliteJobs(): (job: FliteJob) => Promise<JobResult<FliteSpeech>> {
  let engine: Promise<FliteEngine> | undefined;
  return async ({ text, voice, speed, rateHz }) => {
    engine ??= FliteEngine.load();
    const speech = readWav((await engine).speak(text, voice, speed));
    const samples = resample(toMono(speech.channels), speech.rateHz, rateHz);
    return { output: { samples, rateHz }, transfer: [samples.buffer as ArrayBuffer] };
  };
}
