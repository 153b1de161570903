import { type Json, json } from '@callwright/protocol';
import type { ChatMessage, Reply, ToolCall } from './chat.js';
import type { AgentConfig } from './definition.js';
import { type Declared, isKnown, type Slot, slotForm, slotSchema, slotValue } from './slots.js';

type Vars = Readonly<Record<string, Json>>;
/** What an agent is there for. */
type Work = Pick<AgentConfig, 'exits' | 'slots'>;
/** The variables of the flow: what they hold, and what they may. */
export type Known = Declared & { readonly vars: Vars };

/** The tools a model has besides its exits. */
export const SAVE_TOOL = 'save_answers';
export const HAND_BACK_TOOL = 'hand_back';
/** What the tool of an exit is called. */
export const exitTool = (id: string): string => `leave_by_${id}`;

/** What using its tools came to. */
export type Used = {
  /** What the model is told of each. */
  readonly answers: readonly ChatMessage[];
  readonly set: Vars;
  /** The way out it chose, if it may. */
  readonly exit: string | null;
  /** Whether all of it was done: it need not read the answers before it goes on. */
  readonly isDone: boolean;
};

/** What came of one tool. */
type Outcome = { readonly told: string; readonly set?: Vars; readonly exit?: string; readonly isDone?: boolean };

/** The tools as a model is told of them: nothing else can it do. */
export const toolsOf = ({ exits, slots }: Work): readonly Json[] => [
  ...(slots.length === 0 ? [] : [saveTool(slots)]),
  ...exits.map(({ id, label, description }) => tool(exitTool(id), description || label || id, {})),
  tool(HAND_BACK_TOOL, 'Hand the caller back: you cannot help, or the caller wishes a person or the menu.', {}),
];

/** Uses the tools a model asks for, in their order; after one that leads out no other counts. */
export const useTools = ({ toolCalls }: Reply, work: Work, known: Known): Used => {
  let used: Used = { answers: [], set: {}, exit: null, isDone: true };
  for (const call of toolCalls) {
    if (used.exit !== null) break;
    const {
      told,
      set = {},
      exit = null,
      isDone = true,
    } = useTool(call, work, {
      ...known,
      vars: { ...known.vars, ...used.set },
    });
    used = {
      answers: [...used.answers, { role: 'tool', tool_call_id: call.id, content: told }],
      set: { ...used.set, ...set },
      exit,
      isDone: used.isDone && isDone,
    };
  }
  return used;
};

/** The slots a caller must still be asked for. */
export const missingSlots = (slots: readonly Slot[], vars: Vars): readonly Slot[] =>
  slots.filter(({ name, isRequired }) => isRequired && !isKnown(vars[name]));

const useTool = ({ function: { name, arguments: text } }: ToolCall, work: Work, known: Known): Outcome => {
  if (name === HAND_BACK_TOOL) return { told: 'Done.', exit: 'handBack' };
  if (name === SAVE_TOOL && work.slots.length > 0) return saveAnswers(text, work.slots, known);
  const chosen = work.exits.find(({ id }) => exitTool(id) === name);
  if (!chosen) return { told: 'There is no such tool.', isDone: false };
  const missing = chosen.needsAnswers ? missingSlots(work.slots, known.vars) : [];
  if (missing.length === 0) return { told: 'Done.', exit: chosen.id };
  return { told: `Not yet. First find out: ${namesOf(missing)}.`, isDone: false };
};

const saveAnswers = (text: string, slots: readonly Slot[], known: Known): Outcome => {
  const given = parseArguments(text);
  if (given === null) return { told: 'The arguments are no JSON object.', isDone: false };
  const unknown = Object.keys(given).filter((name) => !slots.some((slot) => slot.name === name));
  if (unknown.length > 0) return { told: 'There are no such answers. Use the names of the tool.', isDone: false };
  const named = slots.filter(({ name }) => isKnown(given[name]));
  const read = named.map((slot) => ({ slot, value: slotValue(slot, given[slot.name] ?? null, known) }));
  const wrong = read.filter(({ value }) => value === undefined);
  const set = Object.fromEntries(
    read.flatMap(({ slot, value }) => (value === undefined ? [] : [[slot.name, value] as const])),
  );
  const problems = wrong
    .map(({ slot }) => ` ${slot.name} must be ${slotForm(slot, known)}; ask the caller again.`)
    .join('');
  return { told: `Saved: ${Object.keys(set).join(', ') || 'nothing'}.${problems}`, set, isDone: problems === '' };
};

const parseArguments = (text: string): Vars | null => {
  try {
    const { data } = json.safeParse(JSON.parse(text.trim() === '' ? '{}' : text));
    return isObject(data) ? data : null;
  } catch {
    return null; // What is no JSON is no argument; the model is told.
  }
};

const isObject = (value: Json | undefined): value is Vars =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const saveTool = (slots: readonly Slot[]): Json =>
  tool(
    SAVE_TOOL,
    'Save what the caller has told, as soon as it is told; several answers at once if there are several.',
    Object.fromEntries(slots.map((slot) => [slot.name, slotSchema(slot)])),
  );

const tool = (name: string, description: string, properties: Vars): Json => ({
  type: 'function',
  function: { name, description, parameters: { type: 'object', properties, additionalProperties: false } },
});

const namesOf = (slots: readonly Slot[]) =>
  slots.map(({ name, description }) => (description === '' ? name : `${name} (${description})`)).join(', ');
