import type { FlowProgram, ScriptAct, ScriptGiven } from '@callwright/flow-engine';
import type { PathDifference, ScriptOptions } from '@callwright/flow-engine/simulator';
import type { FlowProblem } from '@callwright/protocol';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { TestCall, type TestCallView } from './test-call';
import { tidyScript } from './tidy-script';

/** A draft that can be tried, and how its code is run; or why it cannot be tried, in words. */
export type Runnable = { readonly program: FlowProgram; readonly options: ScriptOptions } | { readonly broken: string };

/** What the test panel shows. */
export type TestState = {
  /** Who calls whom and when, in the next test call. */
  readonly given: ScriptGiven;
  /** Calls side by side, by number: each after the first was forked from another. */
  readonly calls: readonly { readonly number: number; readonly call: TestCall }[];
  readonly current: number | null;
  /** The call that is shown; null before the first. */
  readonly view: TestCallView | null;
  /** Why the last thing could not be done. */
  readonly refusal: string | null;
  /** Why the draft cannot be tried as it stands. */
  readonly broken: string | null;
  /** Where the call first went another way when the flow was changed under it. */
  readonly difference: PathDifference | null;
  /** The problem whose caller is played. */
  readonly playing: FlowProblem | null;
  /** Whether the caller speaks and presses into what is being said. */
  readonly interrupts: boolean;
};

/** Where the test calls of one editor live. */
export type TestStore = StoreApi<TestState>;

const nothing = { calls: [], current: null, view: null, refusal: null, difference: null, playing: null } as const;

/** No test call yet. @param given who calls whom and when */
export const createTestStore = (given: ScriptGiven): TestStore =>
  createStore<TestState>(() => ({ ...nothing, given, broken: null, interrupts: false }));

/**
 * What can be done with test calls; each changes the store given.
 * @param prepare makes the draft ready to run, as it stands now
 */
export const testActions = ({ getState: get, setState: set }: TestStore, prepare: () => Promise<Runnable>) => {
  const currentCall = (): TestCall | undefined => get().calls.find(({ number }) => number === get().current)?.call;
  const show = (change: Partial<TestState> = {}) =>
    set({ view: currentCall()?.view ?? null, refusal: null, difference: null, ...change });

  const open = async (make: (runnable: Extract<Runnable, { readonly program: FlowProgram }>) => TestCall) => {
    const runnable = await prepare();
    if ('broken' in runnable) return set({ ...nothing, broken: runnable.broken });
    set({ ...nothing, calls: [{ number: 1, call: make(runnable) }], current: 1, broken: null });
    show();
  };

  const goTo = (stop: number) => {
    currentCall()?.goTo(stop);
    show();
  };
  const act = (what: ScriptAct) => {
    const refusal = currentCall()?.do(what, { interrupts: get().interrupts }) ?? null;
    show({ refusal, playing: refusal === null ? null : get().playing });
  };

  return {
    setGiven: (given: ScriptGiven) => set({ given }),
    /** A new call, from its beginning; those before it are forgotten. */
    start: () => open(({ program, options }) => TestCall.begin(program, get().given, options)),
    /** The caller who shows a problem, to be gone through step by step. */
    play: async (problem: FlowProblem, when: readonly ScriptAct[]) => {
      await open(({ program, options }) => TestCall.play(program, { given: {}, when: [...when] }, options));
      set({ playing: problem });
    },
    do: act,
    press: (digit: string) => act({ presses: digit }),
    setInterrupts: (interrupts: boolean) => set({ interrupts }),
    /** Lets time pass until something happens by itself. */
    skip: () => {
      currentCall()?.skip();
      show();
    },
    goTo,
    back: () => goTo((get().view?.at ?? 0) - 1),
    forward: () => goTo((get().view?.at ?? 0) + 1),
    /** From here on by hand: what the script would do further is forgotten with the next thing that is done. */
    takeOver: () => set({ playing: null }),
    fork: () => {
      const call = currentCall();
      if (!call) return;
      const number = Math.max(...get().calls.map((one) => one.number)) + 1;
      set({ calls: [...get().calls, { number, call: call.fork() }], current: number, playing: null });
      show();
    },
    choose: (number: number) => {
      set({ current: number });
      show();
    },
    /** The flow was changed: every call is made again with what it has become. */
    follow: async () => {
      if (get().calls.length === 0) return;
      const runnable = await prepare();
      if ('broken' in runnable) return set({ broken: runnable.broken });
      const differences = get().calls.map(({ number, call }) => ({ number, is: call.restart(runnable.program) }));
      set({ broken: null });
      show({ difference: differences.find(({ number }) => number === get().current)?.is ?? null });
    },
    /** What was done in the call that is shown, as short as it can be written; null without one. */
    script: async () => {
      const call = currentCall();
      const runnable = await prepare();
      if (!call || 'broken' in runnable) return null;
      return tidyScript(runnable.program, call.toScript());
    },
  };
};

/** What can be done with test calls, bound to one store. */
export type TestActions = ReturnType<typeof testActions>;
