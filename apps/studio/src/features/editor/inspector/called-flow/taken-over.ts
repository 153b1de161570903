import type { FlowNode, FlowSettings, Json } from '@callwright/protocol';

/** Settings of a step that runs a flow. */
export type TakenOver = Readonly<Partial<Record<'inputs' | 'outputs' | 'outcomes', Json>>>;

/** The names a flow takes, or gives back. */
export const namesOf = (settings: FlowSettings, way: 'input' | 'output'): readonly string[] =>
  settings.variables.filter((variable) => variable[way] === true).map(({ name }) => name);

/**
 * What a step lacks of what the flow it runs takes, gives back and comes to. What is filled in stays.
 * @returns only the settings that change
 */
export const takenOver = ({ config }: FlowNode, settings: FlowSettings): TakenOver => {
  const inputs = lacking(config.inputs, namesOf(settings, 'input')).map((name) => ({ name, value: '' }));
  const outputs = lacking(config.outputs, namesOf(settings, 'output')).map((name) => ({ name, saveAs: name }));
  const present = listOf(config.outcomes).filter((one) => typeof one === 'string');
  const outcomes = ['done', ...settings.outcomes].filter((one) => !present.includes(one));
  return {
    ...(inputs.length > 0 && { inputs: [...filled(config.inputs), ...inputs] }),
    ...(outputs.length > 0 && { outputs: [...filled(config.outputs), ...outputs] }),
    ...(outcomes.length > 0 && { outcomes: [...present, ...outcomes] }),
  };
};

const lacking = (rows: Json | undefined, names: readonly string[]): readonly string[] => {
  const present = new Set(listOf(rows).map(nameOf));
  return names.filter((name) => !present.has(name));
};
// A row that was added and left empty makes room for one that is needed.
const filled = (rows: Json | undefined): readonly Json[] => listOf(rows).filter((row) => nameOf(row) !== '');
const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);
const nameOf = (row: Json): string =>
  row !== null && typeof row === 'object' && 'name' in row && typeof row.name === 'string' ? row.name : '';
