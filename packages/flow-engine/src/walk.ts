import { AppError, type Effect, type EngineEvent, type Json, type NodeId, toAppError } from '@callwright/protocol';
import { FALLBACK_STEPS, MAX_DEPTH, MAX_SILENT_STEPS, MAX_STEPS } from './bounds.js';
import { commandSafely } from './command-safely.js';
import { constantTexts } from './constant-texts.js';
import type { FlowInstance } from './instance.js';
import { lastWords } from './last-words.js';
import { contextOf } from './node-context.js';
import type { NodeContext, NodeEffect, NodeStep } from './node-type.js';
import type { FlowProgram, ProgramNode } from './program.js';
import { draw } from './random.js';
import { initialVariables, withVariable } from './variables.js';

type FlowStart = Extract<EngineEvent, { event: 'flowStarted' }>;
type Vars = Readonly<Record<string, Json>>;
type Call = Extract<NodeStep, { next: 'call' }>;

/** An instance while it is being made; nobody else has it yet. */
type Draft = { -readonly [Field in keyof FlowInstance]: FlowInstance[Field] };

/**
 * One turn under way, from an event until the flow waits again. The only place where an instance changes: it copies the
 * one before once, writes into the copy, and gives it away.
 */
export class Walk {
  readonly effects: Effect[] = [];
  readonly #main: FlowProgram;
  readonly #nowMs: number;
  readonly #now: Draft;

  constructor(program: FlowProgram, before: FlowInstance, nowMs: number) {
    this.#main = program;
    this.#nowMs = nowMs;
    this.#now = draftOf(before);
  }

  /** The instance as the turn leaves it. Nothing is called on the walk afterwards. */
  get instance(): FlowInstance {
    return this.#now;
  }

  /** Begins: what is given becomes the flow's variables, and its first step is entered. */
  begin({ input, seed = 0, fallback = {} }: FlowStart): void {
    const { variables, settings, start } = this.#main;
    const { language, speaker } = settings;
    this.#now.status = 'running';
    this.#now.seed = seed;
    this.#now.fallback = fallback;
    this.#now.voice = { language, ...(speaker === undefined ? {} : { speaker }) };
    const isGiven = this.#guard(null, () => {
      this.#now.vars = initialVariables(variables, input);
    });
    if (isGiven) this.#enter(start);
  }

  /** Hands an event to the node the flow is in. A timer comes by the name its node gave it. */
  deliver(event: EngineEvent): void {
    const here = this.#here();
    const isStale = event.event === 'timerFired' && !this.#now.timers.includes(event.timerId);
    if (!here || isStale) return;
    const named = event.event === 'timerFired' ? { ...event, timerId: timerName(event.timerId) } : event;
    if (event.event === 'timerFired') this.#forgetTimer(event.timerId);
    if (isInput(event)) this.#now.silentSteps = 0;
    this.#run(here, named);
  }

  /** The call is over: what the node still owes is done, and nothing follows. */
  hangUp(reason: string): void {
    const here = this.#here();
    this.#stopTimers();
    this.#now.status = 'finished';
    try {
      const last = here?.type.onHangup?.(this.#now.local, here.config, this.#contextOf(here)) ?? [];
      for (const effect of last) if (effect.effect === 'command') this.#push(effect);
    } catch (error) {
      const { code, message } = toAppError(error, 'flow.nodeFailed');
      if (here) this.effects.push({ effect: 'stepFailed', nodeId: here.node.id, code, message });
    }
    this.effects.push({ effect: 'flowFinished', reason });
  }

  #program(): FlowProgram {
    const { subflow } = this.#now;
    return subflow === null ? this.#main : (this.#main.subflows.get(subflow) ?? this.#main);
  }

  #here(): ProgramNode | undefined {
    return this.#now.node === null ? undefined : this.#program().nodes.get(this.#now.node);
  }

  // Goes to a node, and on through all that leave at once.
  #enter(nodeId: NodeId): void {
    const next = this.#program().nodes.get(nodeId);
    if (!next) {
      this.#fail(nodeId, new AppError('flow.invalid', 'The next step does not exist.'));
      return;
    }
    const { visit, silentSteps, hasFallenBack } = this.#now;
    const more = hasFallenBack ? FALLBACK_STEPS : 0;
    if (silentSteps >= MAX_SILENT_STEPS + more) {
      this.#fail(nodeId, new AppError('flow.stepLimit', 'The flow goes round without asking the caller.'));
      return;
    }
    if (visit >= MAX_STEPS + more) {
      this.#fail(nodeId, new AppError('flow.tooManySteps', 'The call has gone through too many steps.'));
      return;
    }
    this.#now.node = nodeId;
    this.#now.local = null;
    this.#now.visit = visit + 1;
    this.#now.silentSteps = silentSteps + 1;
    this.effects.push({ effect: 'stepEntered', nodeId, ...this.#inSubflow() });
    this.#run(next, null);
  }

  // Only the node's own code is guarded, and what it asks for: what it leads to guards itself.
  #run(here: ProgramNode, event: EngineEvent | null): void {
    let step: NodeStep;
    try {
      step = this.#ask(here, event);
      if (step.effects) for (const effect of step.effects) this.#push(effect);
      if ((step.next === 'wait' || step.next === 'exit') && step.set) this.#setAll(step.set);
    } catch (thrown) {
      this.#stepFailed(here, toAppError(thrown, 'flow.nodeFailed'));
      return;
    }
    this.#follow(here, step);
  }

  #ask(here: ProgramNode, event: EngineEvent | null): NodeStep {
    const { type, config } = here;
    const context = this.#contextOf(here);
    return event === null ? type.enter(config, context) : type.on(event, this.#now.local, config, context);
  }

  #follow(here: ProgramNode, step: NodeStep): void {
    switch (step.next) {
      case 'wait':
        this.#now.local = step.local;
        return;
      case 'exit':
        if (step.voice) this.#speakAs(step.voice);
        this.#leave(here, step.exit);
        return;
      case 'call':
        this.#call(here, step);
        return;
      case 'return':
        this.#return(here, step.outcome);
        return;
    }
  }

  #guard(here: ProgramNode | null, task: () => void): boolean {
    try {
      task();
      return true;
    } catch (thrown) {
      const error = toAppError(thrown, 'flow.nodeFailed');
      if (here) this.#stepFailed(here, error);
      else this.#fail(null, error);
      return false;
    }
  }

  // A step that fails is left by its way out for that, if one is joined; otherwise the flow has failed.
  #stepFailed(here: ProgramNode, error: AppError): void {
    const { node, exits } = here;
    const way = [...exits.values()].find(({ exit: { kind }, to }) => kind === 'failure' && to !== null);
    if (!way) {
      this.#fail(node.id, error);
      return;
    }
    this.effects.push({ effect: 'stepFailed', nodeId: node.id, code: error.code, message: error.message });
    this.#leave(here, way.exit.name);
  }

  #leave(here: ProgramNode, exitName: string): void {
    const way = here.exits.get(exitName);
    if (!way) {
      const message = `The step has no way out named ${exitName}.`;
      this.#fail(here.node.id, new AppError('flow.nodeFailed', message));
      return;
    }
    this.#stopTimers();
    this.effects.push({ effect: 'stepLeft', nodeId: here.node.id, exit: exitName, ...this.#inSubflow() });
    if (way.to !== null) this.#enter(way.to);
    else if (way.exit.kind === 'failure')
      this.#fail(here.node.id, new AppError('flow.nodeFailed', 'The step failed and nothing handles it.'));
    else this.#finish(exitName);
  }

  #call(here: ProgramNode, { subflow, input, outputs }: Call): void {
    this.#stopTimers();
    const called = this.#main.subflows.get(subflow);
    const isCalled = this.#guard(here, () => {
      if (!called) throw new AppError('flow.notFound', 'The flow that is called here does not exist.');
      if (this.#now.callers.length >= MAX_DEPTH) throw new AppError('flow.tooDeep', 'Flows call flows without end.');
      const vars = initialVariables(called.variables, input);
      const frame = { subflow: this.#now.subflow, node: here.node.id, vars: this.#now.vars, outputs };
      this.#now.subflow = subflow;
      this.#now.vars = vars;
      this.#now.callers = [...this.#now.callers, frame];
    });
    if (called && isCalled) this.#enter(called.start);
  }

  #return(here: ProgramNode, outcome: string): void {
    this.#stopTimers();
    if (this.#now.callers.length === 0) {
      this.#finish(outcome);
      return;
    }
    this.effects.push({ effect: 'stepLeft', nodeId: here.node.id, exit: outcome, ...this.#inSubflow() });
    const given = this.#now.vars;
    const { outputs } = this.#comeBack();
    const caller = this.#here();
    if (!caller) {
      this.#fail(null, new AppError('flow.invalid', 'The step that called the flow is gone.'));
      return;
    }
    const isTaken = this.#guard(caller, () => {
      for (const [own, output] of Object.entries(outputs)) this.#set(own, given[output] ?? null);
    });
    if (isTaken) this.#leave(caller, caller.exits.has(outcome) ? outcome : 'failed');
  }

  // Back in the flow that called this one, at the step that did.
  #comeBack(): Pick<FlowInstance['callers'][number], 'outputs'> {
    const { callers } = this.#now;
    const frame = callers.at(-1);
    if (!frame) return { outputs: {} };
    const { subflow, node, vars, outputs } = frame;
    this.#now.subflow = subflow;
    this.#now.node = node;
    this.#now.vars = vars;
    this.#now.local = null;
    this.#now.callers = callers.slice(0, -1);
    return { outputs };
  }

  // The flow's own step for it, then the flow that called this one, then the last words.
  #fail(nodeId: NodeId | null, { code, message }: AppError): void {
    this.#stopTimers();
    const { failure } = this.#program().settings;
    const { hasFallenBack, callers } = this.#now;
    if (failure.node !== undefined && !hasFallenBack && this.#program().nodes.has(failure.node)) {
      if (nodeId) this.effects.push({ effect: 'stepFailed', nodeId, code, message });
      const error = { code, message, step: nodeId };
      this.#now.hasFallenBack = true;
      this.#now.vars = { ...this.#now.vars, error };
      this.effects.push({ effect: 'variableSet', name: 'error', value: error });
      this.#enter(failure.node);
    } else if (callers.length > 0) {
      if (nodeId) this.effects.push({ effect: 'stepFailed', nodeId, code, message });
      this.#comeBack();
      const caller = this.#here();
      if (caller) this.#leave(caller, 'failed');
    } else {
      this.#now.status = 'failed';
      this.effects.push({ effect: 'flowFailed', nodeId, code, message });
      this.#push({ effect: 'command', command: lastWords(this.#main.settings, this.#now) });
    }
  }

  #finish(reason: string): void {
    this.#now.status = 'finished';
    this.effects.push({ effect: 'flowFinished', reason });
    this.#push({ effect: 'command', command: { command: 'hangup', reason: 'completed', initiator: 'system' } });
  }

  #push(effect: NodeEffect): void {
    switch (effect.effect) {
      case 'command': {
        const id = effect.command.commandId ?? `${this.#now.visit}.${this.#now.eventCount}.${this.effects.length}`;
        this.effects.push({
          effect: 'command',
          command: commandSafely(effect.command, id, constantTexts(this.#program())),
        });
        return;
      }
      case 'startTimer':
        this.#startTimer(effect.timerId, effect.afterMs);
        return;
      case 'stopTimer':
        this.#stopTimer(effect.timerId);
        return;
      case 'httpRequest':
      case 'runCode':
        this.effects.push(effect);
        return;
    }
  }

  // Each start has its own id: what an earlier one of the same name may still have in the mailbox is then stale.
  #startTimer(name: string, afterMs: number): void {
    this.#stopTimer(name);
    const timerId = `${this.#now.visit}.${this.#now.eventCount}:${name}`;
    this.#now.timers = [...this.#now.timers, timerId];
    this.effects.push({ effect: 'startTimer', timerId, afterMs });
  }

  #stopTimer(name: string): void {
    const timerId = this.#now.timers.find((id) => timerName(id) === name);
    if (timerId === undefined) return;
    this.#forgetTimer(timerId);
    this.effects.push({ effect: 'stopTimer', timerId });
  }

  #forgetTimer(timerId: string): void {
    this.#now.timers = this.#now.timers.filter((id) => id !== timerId);
  }

  #stopTimers(): void {
    if (this.#now.timers.length === 0) return;
    for (const timerId of this.#now.timers) this.effects.push({ effect: 'stopTimer', timerId });
    this.#now.timers = [];
  }

  #setAll(values: Vars): void {
    for (const [name, value] of Object.entries(values)) this.#set(name, value);
  }

  #set(name: string, value: Json): void {
    const vars = withVariable(this.#now.vars, name, value, this.#program().variables);
    this.#now.vars = vars;
    this.effects.push({ effect: 'variableSet', name, value: vars[name] ?? null });
  }

  #speakAs(change: { readonly language?: string; readonly speaker?: string | null }): void {
    const { language, speaker } = { ...this.#now.voice, ...change };
    const voice = { language, ...(speaker == null ? {} : { speaker }) };
    this.#now.voice = voice;
    this.effects.push({ effect: 'voiceSet', ...voice });
  }

  #inSubflow(): { readonly subflow?: string } {
    return this.#now.subflow === null ? {} : { subflow: this.#now.subflow };
  }

  #contextOf(here: ProgramNode): NodeContext {
    const random = () => {
      const { value, seed } = draw(this.#now.seed);
      this.#now.seed = seed;
      return value;
    };
    return contextOf(here, this.#program(), this.#now, { nowMs: this.#nowMs, random });
  }
}

const timerName = (timerId: string) => timerId.slice(timerId.indexOf(':') + 1);

// What the caller does, and not the passing of time, is what a loop must wait for.
const isInput = (event: EngineEvent) =>
  event.event === 'dtmf' ||
  (event.event === 'gatherResult' && (event.reason === 'digits' || event.reason === 'speech'));

// Field by field: a spread of so many fields costs more than the rest of a turn.
const draftOf = (before: FlowInstance): Draft => ({
  flow: before.flow,
  status: before.status,
  subflow: before.subflow,
  node: before.node,
  visit: before.visit,
  local: before.local,
  vars: before.vars,
  callers: before.callers,
  voice: before.voice,
  timers: before.timers,
  eventCount: before.eventCount + 1,
  silentSteps: before.silentSteps,
  seed: before.seed,
  fallback: before.fallback,
  hasFallenBack: before.hasFallenBack,
  answeredBy: before.answeredBy,
});
