import {
  type LocalText,
  type NodeContext,
  renderTemplate,
  templateProblem,
  templateReads,
  textIn,
  wordings,
} from '@callwright/flow-engine';
import type { Json } from '@callwright/protocol';

/** As much as one `tts` may say. */
const MAX_SPOKEN_LENGTH = 5_000;

/**
 * The words for the language now spoken, filled in with the flow's variables and some that only this text knows, as the
 * caller's place in a queue. These go before variables of the same name.
 */
export const sayWith = (text: LocalText, own: Readonly<Record<string, Json>>, context: NodeContext): string => {
  const { settings, vars, nowMs, voice } = context;
  const moment = { nowMs, timeZone: settings.timeZone, language: voice.language };
  return renderTemplate(textIn(text, voice.language, settings.language), { ...vars, ...own }, moment)
    .trim()
    .slice(0, MAX_SPOKEN_LENGTH);
};

/** The variables of the flow that a text reads, apart from those only it knows. */
export const readsBesides = (text: LocalText, own: readonly string[]): readonly string[] =>
  wordings(text, '')
    .flatMap(([, words]) => templateReads(words))
    .filter(({ hasDefault }) => !hasDefault)
    .map(({ path }) => path)
    .filter((path) => !own.some((name) => path === name || path.startsWith(`${name}.`)));

/** What is wrong with the variables in a text, in whichever language, or null. */
export const wordsProblem = (text: LocalText): string | null =>
  wordings(text, '')
    .map(([, words]) => templateProblem(words))
    .find((problem) => problem !== null) ?? null;
