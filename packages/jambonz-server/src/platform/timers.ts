/** Runs a task once, `afterMs` from now, unless what it returns is called. */
export type StartTimer = (afterMs: number, task: () => void) => { readonly cancel: () => void };

/** By the machine's clock. */
export const startSystemTimer: StartTimer = (afterMs, task) => {
  const timer = setTimeout(task, afterMs);
  return { cancel: () => clearTimeout(timer) };
};
