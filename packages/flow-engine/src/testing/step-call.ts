import type { CallInput, CallModel, CallOutput } from './call-model.js';
import type { CallWorld } from './call-world.js';
import { ModelTurn } from './model-turn.js';

/**
 * A call without sound: what a real one would report for the same commands and the same caller. A pure reducer, like
 * the engine it is driven by; `gather` is the engine's own.
 */
export const stepCall = (
  model: CallModel,
  input: CallInput,
  nowMs: number,
  world: CallWorld,
): { readonly model: CallModel; readonly outputs: readonly CallOutput[] } => {
  const turn = new ModelTurn(model, nowMs, world);
  turn.take(input);
  return { model: turn.model, outputs: turn.outputs };
};
