import { connectToParent } from '../../../../platform/workers/serve-process.js';
import { EngineServer } from './engine-server.js';
import type { FromEngine, ToEngine } from './messages.js';
import type { SpeechEngine } from './speech-engine.js';

/** Serves an engine from inside its process. */
export function serveEngine(load: () => Promise<SpeechEngine>): void {
  const parent = connectToParent<ToEngine, FromEngine>();
  const server = new EngineServer({ load, send: parent.send, nextTurn: parent.nextTurn });
  parent.onMessage((message) => server.receive(message));
}
