import { defineNode, type NodeStep, valueAt } from '@callwright/flow-engine';
import type { EngineEvent, Json } from '@callwright/protocol';
import { type CodeConfig, definition } from './definition.js';

type Vars = Readonly<Record<string, Json>>;

/** The code has its own time-out, which begins when a thread can run it (a cold one on a busy machine: up to 30 s). */
const GRACE_MS = 32_000;
/** As much of an error as is remembered. */
const MAX_ERROR_LENGTH = 1_000;

/** Has the code run and remembers what it returns. */
export const node = defineNode<CodeConfig, null>({
  definition,
  enter: ({ source, inputs, timeoutMs }, { visitId, vars }) => ({
    next: 'wait',
    local: null,
    effects: [
      { effect: 'runCode', codeId: visitId, source, input: inputOf(inputs, vars), timeoutMs },
      { effect: 'startTimer', timerId: 'watch', afterMs: timeoutMs + GRACE_MS },
    ],
  }),
  on(event, _local, config, { visitId }) {
    if (event.event === 'timerFired') return fail('The code took too long.', config);
    if (event.event !== 'codeResult' || event.codeId !== visitId) return { next: 'wait', local: null };
    return event.ok ? remember(event, config) : fail(event.error ?? 'The code failed.', config);
  },
});

const inputOf = (inputs: readonly string[], vars: Vars): Json =>
  inputs.length === 0 ? vars : Object.fromEntries(inputs.map((name) => [name, vars[name] ?? null]));

const remember = (
  { value = null }: Extract<EngineEvent, { event: 'codeResult' }>,
  config: CodeConfig,
): NodeStep<null> => {
  const found = config.results.map((one) => ({ ...one, value: valueAt(value, one.path) ?? null }));
  const missing = found.find((one) => !one.isOptional && one.value === null);
  if (missing) return fail(`The code gave no ${missing.path || 'result'}.`, config);
  const saved = found.map((one) => [one.as, one.value] as const);
  const set = named([[config.saveErrorAs, null], ...saved, [config.saveAs, value]]);
  return { next: 'exit', exit: 'done', set };
};

const fail = (error: string, { saveErrorAs }: CodeConfig): NodeStep<null> => ({
  next: 'exit',
  exit: 'failed',
  set: named([[saveErrorAs, error.slice(0, MAX_ERROR_LENGTH)]]),
});

const named = (values: readonly (readonly [name: string, value: Json])[]): Vars =>
  Object.fromEntries(values.filter(([name]) => name !== ''));
