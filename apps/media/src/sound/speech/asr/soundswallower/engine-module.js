import { fileURLToPath } from 'node:url';
import createModule from 'soundswallower';
import { soundWords } from './choice-grammar.js';
import { languageModels } from './languages.js';
/** The one rate the models understand: they were trained on telephone sound. */
export const ENGINE_RATE_HZ = 8000;
/** Loads the engine without any language. */
export function loadEngineModule() {
  const modelBase = fileURLToPath(new URL('./model/', import.meta.resolve('soundswallower')));
  // It writes a line for every utterance that is none of the phrases: for us that is an answer, not an error.
  const silence = () => undefined;
  return createModule({ modelBase, print: silence, printErr: silence });
}
/**
 * Loads a language, about 27 MB and 0.2 s, with the words that stand for its single sounds. `delete` frees it.
 * @param fillProbability how readily sound between the words passes for noise, 0 to 1
 */
export async function loadDecoder(module, language, fillProbability) {
  const hmm = module.get_model_path(languageModels[language].model);
  const settings = { hmm, samprate: ENGINE_RATE_HZ, fillprob: fillProbability, loglevel: 'FATAL' };
  const decoder = new module.Decoder(settings);
  await decoder.initialize();
  decoder.add_words(...soundWords(language).map(([word, sound]) => [word, sound]));
  return decoder;
}
//# sourceMappingURL=engine-module.js.map
