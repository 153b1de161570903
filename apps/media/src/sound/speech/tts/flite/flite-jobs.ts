import { parseWav } from '../../pcm.js';
import type { JobResult } from '../../workers/serve-jobs.js';
import { FliteEngine, type FliteVoice } from './flite-engine.js';

/** One sentence to say. */
export type FliteJob = { readonly text: string; readonly voice: FliteVoice; readonly speed: number };
/** The sentence as sound, at the voice's own rate. */
export type FliteSpeech = { readonly samples: Int16Array; readonly rateHz: number };

/** Makes the function that does the jobs of a flite worker; the engine is loaded once, by the first. */
export function createFliteJobs(): (job: FliteJob) => Promise<JobResult<FliteSpeech>> {
  let engine: Promise<FliteEngine> | undefined;
  return async ({ text, voice, speed }) => {
    engine ??= FliteEngine.load();
    const { samples, rateHz } = parseWav((await engine).speak(text, voice, speed));
    return { output: { samples, rateHz }, transfer: [samples.buffer as ArrayBuffer] };
  };
}
