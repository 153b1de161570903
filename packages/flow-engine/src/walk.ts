import {
  type AppError,
  type Command,
  type Effect,
  type EngineEvent,
  type Json,
  type NodeId,
  toAppError,
} from '@callwright/protocol';
import { evaluateCondition } from './condition.js';
import type { FlowInstance } from './instance.js';
import type { NodeContext, NodeEffect, NodeStep } from './node-type.js';
import type { FlowProgram, ProgramNode } from './program.js';
import { renderTemplate } from './template.js';

/** More nodes than this without a word or key from the caller is a loop. */
export const MAX_SILENT_STEPS = 500;
/** The playback that says the flow's failure prompt. */
export const FAILURE_PLAY_ID = 'flow-failure';

/** One turn under way, from an event until the flow waits again. The only place where an instance changes. */
export class Walk {
  readonly effects: Effect[] = [];
  readonly #program: FlowProgram;
  readonly #nowMs: number;
  #now: FlowInstance;

  constructor(program: FlowProgram, before: FlowInstance, nowMs: number) {
    this.#program = program;
    this.#nowMs = nowMs;
    this.#now = before;
  }

  get instance(): FlowInstance {
    return this.#now;
  }

  /** Goes to a node, and on through all that leave at once. */
  enter(nodeId: NodeId): void {
    const next = this.#program.nodes.get(nodeId);
    if (!next) {
      this.#fail(nodeId, 'flow.invalid', 'The next step does not exist.');
      return;
    }
    if (this.#now.silentSteps >= MAX_SILENT_STEPS) {
      this.#fail(nodeId, 'flow.stepLimit', 'The flow goes round without asking the caller.');
      return;
    }
    const { visit, silentSteps } = this.#now;
    this.#now = { ...this.#now, node: nodeId, local: null, visit: visit + 1, silentSteps: silentSteps + 1 };
    this.effects.push({ effect: 'stepEntered', nodeId });
    this.#run(next, () => next.type.enter(next.config, this.#contextOf(next)));
  }

  /** Hands an event to the node the flow is in. A timer comes by the name its node gave it. */
  deliver(event: EngineEvent): void {
    const here = this.#now.node === null ? undefined : this.#program.nodes.get(this.#now.node);
    if (!here) return;
    const named = event.event === 'timerFired' ? { ...event, timerId: plainTimerId(event.timerId) } : event;
    if (event.event === 'timerFired') this.#forgetTimer(event.timerId);
    this.#run(here, () => here.type.on(named, this.#now.local, here.config, this.#contextOf(here)));
  }

  // Only the node's own code is guarded: what it leads to guards itself.
  #run(here: ProgramNode, nodeCode: () => NodeStep): void {
    let result: NodeStep;
    try {
      result = nodeCode();
    } catch (error) {
      const { code, message } = toAppError(error, 'flow.nodeFailed');
      this.#fail(here.node.id, code, message);
      return;
    }
    for (const effect of result.effects ?? []) this.#push(effect);
    if (result.next === 'wait') {
      this.#now = { ...this.#now, local: result.local };
      return;
    }
    for (const [name, value] of Object.entries(result.set ?? {})) this.#setVariable(name, value);
    this.#leave(here, result.exit);
  }

  #leave(here: ProgramNode, exitName: string): void {
    const way = here.exits.get(exitName);
    if (!way) {
      this.#fail(here.node.id, 'flow.nodeFailed', `The step has no way out named ${exitName}.`);
      return;
    }
    this.#stopTimers();
    this.effects.push({ effect: 'stepLeft', nodeId: here.node.id, exit: exitName });
    if (way.to !== null) this.enter(way.to);
    else if (way.exit.kind === 'failure')
      this.#fail(here.node.id, 'flow.nodeFailed', 'The step failed and nothing handles it.');
    else this.#finish(exitName);
  }

  #push(effect: NodeEffect): void {
    if (effect.effect === 'command') {
      this.effects.push({ effect: 'command', command: this.#numbered(effect.command) });
      return;
    }
    const timerId = `${this.#now.visit}:${effect.timerId}`;
    this.#forgetTimer(timerId);
    if (effect.effect === 'startTimer') this.#now = { ...this.#now, timers: [...this.#now.timers, timerId] };
    this.effects.push({ ...effect, timerId });
  }

  #numbered(command: Command): Command {
    return command.commandId === undefined
      ? { ...command, commandId: `${this.#now.visit}.${this.#now.eventCount}.${this.effects.length}` }
      : command;
  }

  #setVariable(name: string, value: Json): void {
    this.#now = { ...this.#now, vars: { ...this.#now.vars, [name]: value } };
    this.effects.push({ effect: 'variableSet', name, value });
  }

  #forgetTimer(timerId: string): void {
    this.#now = { ...this.#now, timers: this.#now.timers.filter((id) => id !== timerId) };
  }

  #stopTimers(): void {
    for (const timerId of this.#now.timers) this.effects.push({ effect: 'stopTimer', timerId });
    this.#now = { ...this.#now, timers: [] };
  }

  #finish(reason: string): void {
    this.#now = { ...this.#now, status: 'finished' };
    this.effects.push({ effect: 'flowFinished', reason });
    this.#push({ effect: 'command', command: { command: 'hangup', reason: 'completed', initiator: 'system' } });
  }

  // The caller hears what went wrong in the flow's own words, then the call ends.
  #fail(nodeId: NodeId | null, code: AppError['code'], message: string): void {
    this.#stopTimers();
    this.#now = { ...this.#now, status: 'failed' };
    this.effects.push({ effect: 'flowFailed', nodeId, code, message });
    const text = this.#program.settings.failurePrompt;
    const command: Command =
      text === ''
        ? { command: 'hangup', reason: 'failed', initiator: 'system' }
        : { command: 'tts', text, playId: FAILURE_PLAY_ID, autoHangup: true };
    this.#push({ effect: 'command', command });
  }

  #contextOf({ node }: ProgramNode): NodeContext {
    const { vars, visit } = this.#now;
    return {
      nodeId: node.id,
      visitId: `${node.id}.${visit}`,
      settings: this.#program.settings,
      vars,
      nowMs: this.#nowMs,
      render: (template) => renderTemplate(template, vars),
      evaluate: (condition) => evaluateCondition(condition, vars),
    };
  }
}

const plainTimerId = (timerId: string) => timerId.slice(timerId.indexOf(':') + 1);
