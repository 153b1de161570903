import type { Effect, EngineEvent } from '@callwright/protocol';
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
  const instance = { ...before, eventCount: before.eventCount + 1 };
  switch (before.status) {
    case 'waitingToStart':
      return event.event === 'flowStarted' ? begin(program, instance, event) : still(instance);
    case 'running':
      return goOn(program, instance, event);
    case 'failed':
      return endInGoodOrder(program, instance, event);
    case 'finished':
      return still(instance);
  }
};

const begin = (
  program: FlowProgram,
  instance: FlowInstance,
  { timestamp, input, seed = 0, fallback = {} }: Extract<EngineEvent, { event: 'flowStarted' }>,
): Turn => {
  const walk = new Walk(program, { ...instance, seed, fallback }, timestamp);
  walk.begin(input);
  return { instance: walk.instance, effects: walk.effects };
};

const goOn = (program: FlowProgram, instance: FlowInstance, event: EngineEvent): Turn => {
  if (event.event === 'timerFired' && !instance.timers.includes(event.timerId)) return still(instance);
  const walk = new Walk(program, isInput(event) ? { ...instance, silentSteps: 0 } : instance, event.timestamp);
  if (event.event === 'hangup') walk.hangUp(event.reason);
  else walk.deliver(event);
  return { instance: walk.instance, effects: walk.effects };
};

const endInGoodOrder = (program: FlowProgram, instance: FlowInstance, event: EngineEvent): Turn => {
  const command = afterLastWords(event, program.settings, instance);
  return { instance, effects: command === null ? [] : [{ effect: 'command', command }] };
};

const still = (instance: FlowInstance): Turn => ({ instance, effects: [] });

// What the caller does, and not the passing of time, is what a loop must wait for.
const isInput = (event: EngineEvent) =>
  event.event === 'dtmf' ||
  (event.event === 'gatherResult' && (event.reason === 'digits' || event.reason === 'speech'));
