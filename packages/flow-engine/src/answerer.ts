import type { EngineEvent, Json } from '@callwright/protocol';
import type { FlowInstance } from './instance.js';

/**
 * Who answered a call of ours. `machine`: one that still greets; `beep`: it has beeped, or its beep was waited for in vain;
 * `unknown`: nobody could tell.
 */
export type Answerer = 'human' | 'machine' | 'beep' | 'unknown';

/** A flow that has heard who answered: the call's variable says so from now on, in every flow that is being run. */
export const withAnswerer = (instance: FlowInstance, event: EngineEvent): FlowInstance => {
  if (event.event !== 'answerMachineDetection') return instance;
  const isWaitedFor = instance.answeredBy === 'machine' && event.result === 'unknown';
  const answeredBy = isWaitedFor ? 'beep' : event.result;
  const [first, ...others] = instance.callers;
  if (!first) return { ...instance, answeredBy, vars: withCall(instance.vars, answeredBy) };
  return { ...instance, answeredBy, callers: [{ ...first, vars: withCall(first.vars, answeredBy) }, ...others] };
};

// Only the flow the call began with knows of `call`.
const withCall = (vars: FlowInstance['vars'], answeredBy: Answerer): FlowInstance['vars'] =>
  isObject(vars.call) ? { ...vars, call: { ...vars.call, answeredBy } } : vars;

const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
