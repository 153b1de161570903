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
/** The playback (and the command) that says the flow's failure prompt. */
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
    const named = event.event === 'timerFired' ? { ...event, timerId: timerName(event.timerId) } : event;
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
    switch (effect.effect) {
      case 'command':
        this.effects.push({ effect: 'command', command: this.#numbered(effect.command) });
        return;
      case 'startTimer':
        this.#startTimer(effect.timerId, effect.afterMs);
        return;
      case 'stopTimer':
        this.#stopTimer(effect.timerId);
        return;
    }
  }

  #numbered(command: Command): Command {
    return command.commandId === undefined
      ? { ...command, commandId: `${this.#now.visit}.${this.#now.eventCount}.${this.effects.length}` }
      : command;
  }

  // Each start has its own id: what an earlier one of the same name may still have in the mailbox is then stale.
  #startTimer(name: string, afterMs: number): void {
    this.#stopTimer(name);
    const timerId = `${this.#now.visit}.${this.#now.eventCount}:${name}`;
    this.#now = { ...this.#now, timers: [...this.#now.timers, timerId] };
    this.effects.push({ effect: 'startTimer', timerId, afterMs });
  }

  #stopTimer(name: string): void {
    const timerId = this.#now.timers.find((id) => timerName(id) === name);
    if (timerId === undefined) return;
    this.#forgetTimer(timerId);
    this.effects.push({ effect: 'stopTimer', timerId });
  }

  #setVariable(name: string, value: Json): void {
    this.#now = { ...this.#now, vars: { ...this.#now.vars, [name]: value } };
    this.effects.push({ effect: 'variableSet', name, value });
  }

  #forgetTimer(timerId: string): void {
    this.#now = { ...this.#now, timers: this.#now.timers.filter((id) => id !== timerId) };
  }

  #stopTimers(): void {
    if (this.#now.timers.length === 0) return;
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
    this.#push({ effect: 'command', command: this.#lastWords() });
  }

  #lastWords(): Command {
    const { failurePrompt: text, language, speaker } = this.#program.settings;
    if (text.trim() === '') return { command: 'hangup', reason: 'failed', initiator: 'system' };
    return {
      command: 'tts',
      text,
      playId: FAILURE_PLAY_ID,
      commandId: FAILURE_PLAY_ID,
      autoHangup: true,
      option: { language },
      ...(speaker === undefined ? {} : { speaker }),
    };
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

const timerName = (timerId: string) => timerId.slice(timerId.indexOf(':') + 1);
