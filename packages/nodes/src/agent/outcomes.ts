import type { Outcome, ScriptAct } from '@callwright/flow-engine';
import type { FlowSettings } from '@callwright/protocol';
import { isWordless } from '../shared/playback.js';
import { chatAnswer } from './chat.js';
import type { AgentConfig } from './definition.js';
import { type Slot, sampleOf } from './slots.js';
import { exitTool, HAND_BACK_TOOL, SAVE_TOOL } from './tools.js';

type Sets = NonNullable<Outcome['sets']>;
type Tool = readonly [name: string, values?: Readonly<Record<string, unknown>>];

/** What may come of a conversation: each way out, with what may have been found out by then. */
export const agentOutcomes = (config: AgentConfig, settings: FlowSettings): readonly Outcome[] => {
  const { exits, slots } = config;
  const ways = exits.map(({ id, needsAnswers }) => ({ exit: id, tool: exitTool(id), needsAnswers }));
  const handBack = { exit: 'handBack', tool: HAND_BACK_TOOL, needsAnswers: false };
  const all = foundOf(slots);
  return [
    ...[...ways, handBack].flatMap(({ exit, tool, needsAnswers }) =>
      (needsAnswers ? all.filter(hasRequired(slots)) : all).map((found): Outcome => {
        const by = [...beginning(config), using([...saved(found, settings), [tool]])];
        return { exit, by, sets: setsOf(found, config) };
      }),
    ),
    ...all.flatMap((found) => endings(found, config, settings)),
  ];
};

/** Of so many answers every combination is told apart. */
const MAX_COMBINED = 4;

// Of more answers: none, all, each alone, and all but each. Every other mix is among what "all" stands for, as nothing is
// known of what it writes: a condition may find each of them set or not. What uses one that is missing is shown by "all but".
const foundOf = (slots: readonly Slot[]): readonly (readonly Slot[])[] => {
  if (slots.length <= MAX_COMBINED)
    return Array.from({ length: 2 ** slots.length }, (_, set) =>
      slots.filter((_slot, at) => Math.floor(set / 2 ** at) % 2 === 1),
    );
  const required = slots.filter(({ isRequired }) => isRequired);
  const isPart = required.length > 1 && required.length < slots.length - 1;
  const alone = slots.flatMap((slot) => [[slot], slots.filter((one) => one !== slot)]);
  return [[], slots, ...(isPart ? [required] : []), ...alone];
};

const hasRequired = (slots: readonly Slot[]) => (found: readonly Slot[]) =>
  slots.every((slot) => !slot.isRequired || found.includes(slot));

// How it ends without a way of the model's choice, after something has been found out or nothing.
const endings = (found: readonly Slot[], config: AgentConfig, settings: FlowSettings): readonly Outcome[] => {
  const sets = setsOf(found, config);
  const keeping = found.length === 0 ? [] : [using(saved(found, settings))];
  const begun = [...beginning(config), ...keeping];
  const goingOn = times(config.maxTurns - 1, [chatting('Go on.'), saying(config)]);
  const unheard = times((config.noInputRetries ?? settings.defaults.noInputRetries) + 1, [{ isSilent: true }]);
  const failed: Outcome = { exit: 'failed', by: [...begun, { http: { status: 500 } }], sets };
  const turnLimit: Outcome = { exit: 'turnLimit', by: [...begun, ...goingOn, chatting('Go on.')], sets };
  if (found.length === 0) return [failed, turnLimit, { exit: 'noInput', by: [...opening(config), ...unheard], sets }];
  // With only one answer allowed nobody is asked again after it.
  if (config.maxTurns === 1) return [failed, turnLimit];
  return [failed, turnLimit, { exit: 'noInput', by: [...begun, chatting('Go on.'), ...unheard], sets }];
};

const opening = ({ greeting }: AgentConfig): readonly ScriptAct[] => (isWordless(greeting) ? [chatting('Hello.')] : []);
const beginning = (config: AgentConfig): readonly ScriptAct[] => [...opening(config), saying(config)];

const setsOf = (found: readonly Slot[], { saveTranscriptAs }: AgentConfig): Sets => ({
  ...(saveTranscriptAs !== '' && { [saveTranscriptAs]: { is: 'any', of: 'text' } }),
  ...Object.fromEntries(found.flatMap(({ name }) => (name === '' ? [] : [[name, { is: 'any' }]]))),
});

const saying = ({ acceptsSpeech }: AgentConfig): ScriptAct => (acceptsSpeech ? { says: 'Hello.' } : { presses: '1#' });

const saved = (found: readonly Slot[], settings: FlowSettings): readonly Tool[] =>
  found.length === 0
    ? []
    : [[SAVE_TOOL, Object.fromEntries(found.map((slot) => [slot.name, sampleOf(slot, settings)]))]];

const chatting = (words: string): ScriptAct => ({ http: { body: chatAnswer(words) } });
const using = (tools: readonly Tool[]): ScriptAct => ({
  http: {
    body: chatAnswer(
      '',
      tools.map(([name, values = {}]) => ({ function: { name, arguments: JSON.stringify(values) } })),
    ),
  },
});

const times = (howOften: number, acts: readonly ScriptAct[]): readonly ScriptAct[] =>
  Array.from({ length: howOften }, () => acts).flat();
