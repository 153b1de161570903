import type { EngineProcess } from '../../../../platform/workers/engine-process.js';
import type { FromEngine, ToEngine } from './messages.js';

/** An engine's process that a test plays by hand. */
export type FakeEngineProcess = EngineProcess<ToEngine, FromEngine> & {
  readonly received: readonly ToEngine[];
  readonly say: (message: FromEngine) => void;
  /** Ends as a crash would. */
  readonly crash: () => void;
  readonly isGone: () => boolean;
};

/** Makes a process that does nothing until told. */
export function createFakeEngineProcess(): FakeEngineProcess {
  const received: ToEngine[] = [];
  const onMessage: ((message: FromEngine) => void)[] = [];
  const onExit: (() => void)[] = [];
  let isGone = false;
  const crash = () => {
    isGone = true;
    for (const handler of onExit.splice(0)) handler();
  };
  return {
    received,
    say: (message) => {
      for (const handler of onMessage) handler(message);
    },
    crash,
    isGone: () => isGone,
    send: (message) => received.push(message),
    onMessage: (handler) => onMessage.push(handler),
    onExit: (handler) => onExit.push(handler),
    terminate: async () => crash(),
  };
}
