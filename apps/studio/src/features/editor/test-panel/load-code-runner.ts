import type { ScriptOptions } from '@callwright/flow-engine/simulator';
import type { Json } from '@callwright/protocol';
import type { LoadCodeRunner } from './prepare-draft';

type RunCode = NonNullable<ScriptOptions['runCode']>;

const loading: { runner: Promise<RunCode | null> | null } = { runner: null };

/** Loads the place where code runs, the first time a draft has any; null where the browser cannot. */
export const loadCodeRunner: LoadCodeRunner = () => {
  loading.runner ??= load();
  return loading.runner;
};

const load = async (): Promise<RunCode | null> => {
  try {
    const { createSandbox } = await import('@callwright/sandbox');
    const sandbox = await createSandbox();
    return remembering((source, input) => {
      const outcome = sandbox.run({ source, input });
      return outcome.ok ? { ok: true, value: outcome.value } : { ok: false, error: outcome.error.message };
    });
  } catch {
    // Without it the panel asks what the code gives, as it does for a web service.
    return null;
  }
};

const MAX_REMEMBERED = 100;

// The same code and input always give the same: a call that is made again, for each step back, need not run it again.
const remembering = (run: RunCode): RunCode => {
  const known = new Map<string, ReturnType<RunCode>>();
  return (source: string, input: Json) => {
    const key = JSON.stringify([source, input]);
    const outcome = known.get(key) ?? run(source, input);
    if (known.size >= MAX_REMEMBERED) known.clear();
    known.set(key, outcome);
    return outcome;
  };
};
