import { int16ToFloat, resample } from '@callwright/audio';
import type { JobResult } from '../../../../platform/workers/serve-jobs.js';
import type { ChoiceGrammar } from './choice-grammar.js';
import { ENGINE_RATE_HZ } from './engine-module.js';
import { GrammarEngine } from './grammar-engine.js';

/** An utterance to understand, at any rate; without samples only the grammar is made ready. */
export type SoundswallowerJob = {
  readonly grammar: ChoiceGrammar;
  readonly samples: Int16Array | null;
  readonly rateHz: number;
};
/** The words recognised; empty when it was none of the phrases. */
export type SoundswallowerResult = { readonly recognised: string };

/** Makes the function that does the jobs of a recogniser's worker; the engine is loaded once, by the first. */
export function createSoundswallowerJobs(): (job: SoundswallowerJob) => Promise<JobResult<SoundswallowerResult>> {
  let loading: Promise<GrammarEngine> | undefined;
  return async ({ grammar, samples, rateHz }) => {
    loading ??= GrammarEngine.load();
    const engine = await loading;
    if (!samples) {
      await engine.prepare(grammar);
      return { output: { recognised: '' }, transfer: [] };
    }
    const sound = int16ToFloat(resample(samples, rateHz, ENGINE_RATE_HZ));
    return { output: { recognised: await engine.recognise(grammar, sound) }, transfer: [] };
  };
}
