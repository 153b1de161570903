import { settle } from '../../../../platform/settle.js';
import type { EngineProcess } from '../../../../platform/workers/engine-process.js';
import { EngineServer } from './engine-server.js';
import type { FromEngine, ToEngine } from './messages.js';
import type { SpeechEngine } from './speech-engine.js';

/** An engine on the thread of whoever uses it, for tests that run from source. Never where calls run: it blocks. */
export function startLocalEngine(load: () => Promise<SpeechEngine>): EngineProcess<ToEngine, FromEngine> {
  const handlers: ((message: FromEngine) => void)[] = [];
  const onExit: (() => void)[] = [];
  let isOver = false;
  const send = (message: FromEngine) => {
    if (!isOver) for (const handler of handlers) handler(message);
  };
  const server = new EngineServer({ load, send, nextTurn: settle });
  return {
    send: (message) => server.receive(message),
    onMessage: (handler) => void handlers.push(handler),
    onExit: (handler) => void onExit.push(handler),
    terminate: async () => {
      isOver = true;
      for (const handler of onExit.splice(0)) handler();
    },
  };
}
