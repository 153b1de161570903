import { evaluateCondition } from './condition.js';
import type { FlowInstance } from './instance.js';
import { textIn } from './local-text.js';
import type { NodeContext } from './node-type.js';
import type { FlowProgram, ProgramNode } from './program.js';
import { renderTemplate } from './template.js';

/** As much as one `tts` or `gather` may say. */
const MAX_SPOKEN_LENGTH = 5_000;

/** What a node sees: the call as it is, and nothing that could be another the next time. */
export const contextOf = (
  { node }: ProgramNode,
  { settings }: FlowProgram,
  { vars, visit, voice, answeredBy }: FlowInstance,
  { nowMs, random }: Pick<NodeContext, 'nowMs' | 'random'>,
): NodeContext => {
  const moment = { nowMs, timeZone: settings.timeZone, language: voice.language };
  const render = (template: string) => renderTemplate(template, vars, moment);
  return {
    nodeId: node.id,
    visitId: `${node.id}.${visit}`,
    settings,
    vars,
    nowMs,
    answeredBy,
    voice,
    render,
    say: (text) =>
      render(textIn(text, voice.language, settings.language))
        .trim()
        .slice(0, MAX_SPOKEN_LENGTH),
    evaluate: (condition) => evaluateCondition(condition, vars, moment),
    random,
  };
};
