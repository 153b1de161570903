import { FLOW_SCHEMA } from './flow.js';

type Shape = Readonly<Record<string, unknown>>;
/** What leads from one schema to the next, by the number it starts from. */
const steps: Readonly<Record<number, (flow: Shape) => Shape>> = {
  // Schema 2: what happens after a failure has a place of its own, with a target and a step that takes over.
  1: ({ settings, ...flow }) => {
    const { failurePrompt, ...rest } = isShape(settings) ? settings : {};
    const failure = typeof failurePrompt === 'string' ? { failure: { prompt: failurePrompt } } : {};
    return { ...flow, settings: { ...rest, ...failure }, schema: 2 };
  },
};

/**
 * A flow definition of any known schema as one of the current, still to be parsed. What is none, or newer than this
 * program, comes back as it was and is refused by `flowDefinition`.
 */
export const migrateFlow = (flow: unknown): unknown => {
  let now = flow;
  while (isShape(now) && typeof now.schema === 'number' && now.schema < FLOW_SCHEMA) {
    const step = steps[now.schema];
    if (!step) return now;
    now = step(now);
  }
  return now;
};

/** The same for a whole document, whose layout is the same in every schema. */
export const migrateFlowDocument = (document: unknown): unknown =>
  isShape(document) ? { ...document, flow: migrateFlow(document.flow) } : document;

const isShape = (value: unknown): value is Shape =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
