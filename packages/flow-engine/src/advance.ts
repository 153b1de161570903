import type { Effect, EngineEvent } from '@callwright/protocol';
import { withAnswerer } from './answerer.js';
import type { FlowInstance } from './instance.js';
import { afterLastWords } from './last-words.js';
import type { FlowProgram } from './program.js';
import { Walk } from './walk.js';

/** What one event brought about. */
export type Turn = { readonly instance: FlowInstance; readonly effects: readonly Effect[] };

/**
 * The engine: one event in, the next state and its effects out. Pure and total; plain JSON both ways. The same flow
 * and the same events give the same effects, which is what replay, tests and proofs rest on. It never throws: a node
 * that throws fails the flow.
 */
export const advance = (program: FlowProgram, before: FlowInstance, event: EngineEvent): Turn => {
  const walk = new Walk(program, before.status === 'running' ? withAnswerer(before, event) : before, event.timestamp);
  switch (before.status) {
    case 'waitingToStart':
      if (event.event === 'flowStarted') walk.begin(event);
      break;
    case 'running':
      if (event.event === 'hangup') walk.hangUp(event.reason);
      else walk.deliver(event);
      break;
    case 'failed': {
      const command = afterLastWords(event, program.settings, before);
      if (command !== null) walk.effects.push({ effect: 'command', command });
      break;
    }
    case 'finished':
      break;
  }
  return { instance: walk.instance, effects: walk.effects };
};
