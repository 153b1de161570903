import type { Outcome, ScriptAct } from '@callwright/flow-engine';
import type { FlowSettings, NodeId } from '@callwright/protocol';
import { chatAnswer } from './chat.js';
import type { AgentConfig } from './definition.js';
import { type Slot, sampleOf } from './slots.js';
import { exitTool, HAND_BACK_TOOL, SAVE_TOOL } from './tools.js';

type Sets = NonNullable<Outcome['sets']>;
type Tool = readonly [name: string, values?: Readonly<Record<string, unknown>>];

/** What may come of a conversation: each way out, with all that is to be found out and with as little as may be. */
export const agentOutcomes = (config: AgentConfig, settings: FlowSettings, _nodeId?: NodeId): readonly Outcome[] => {
  const { exits, slots, maxTurns } = config;
  const transcript = written([config.saveTranscriptAs]);
  const told = saying(config);
  const begun = config.greeting === '' ? [chatting('Hello.'), told] : [told];
  const leaving = (exit: string, tool: string, found: readonly Slot[]): Outcome => ({
    exit,
    by: [...begun, using([...saved(found, settings), [tool]])],
    sets: { ...transcript, ...written(found.map(({ name }) => name)) },
  });
  const ways = exits.map(({ id, needsAnswers }) => ({ exit: id, tool: exitTool(id), needsAnswers }));
  const handBack = { exit: 'handBack', tool: HAND_BACK_TOOL, needsAnswers: false };
  return [
    ...[...ways, handBack].flatMap(({ exit, tool, needsAnswers }) => {
      const least = needsAnswers ? slots.filter(({ isRequired }) => isRequired) : [];
      return [leaving(exit, tool, slots), ...(least.length === slots.length ? [] : [leaving(exit, tool, least)])];
    }),
    {
      exit: 'turnLimit',
      by: [...begun, ...times(maxTurns - 1, [chatting('Go on.'), told]), chatting('Go on.')],
      sets: transcript,
    },
    { exit: 'noInput', by: silence(config, settings), sets: transcript },
    { exit: 'failed', by: [...begun, { http: { status: 500 } }], sets: transcript },
  ];
};

const saying = ({ acceptsSpeech }: AgentConfig): ScriptAct => (acceptsSpeech ? { says: 'Hello.' } : { presses: '1#' });

const silence = (config: AgentConfig, { defaults }: FlowSettings): readonly ScriptAct[] => [
  ...(config.greeting === '' ? [chatting('Hello.')] : []),
  ...times((config.noInputRetries ?? defaults.noInputRetries) + 1, [{ isSilent: true }]),
];

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

const written = (names: readonly string[]): Sets =>
  Object.fromEntries(names.filter((name) => name !== '').map((name) => [name, { is: 'any' }]));
const times = (howOften: number, acts: readonly ScriptAct[]): readonly ScriptAct[] =>
  Array.from({ length: howOften }, () => acts).flat();
