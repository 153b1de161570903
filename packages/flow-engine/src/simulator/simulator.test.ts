import { describe, expect, it } from 'vitest';
import { compileFlow } from '../program.js';
import { flowScript, type ScriptAct } from '../script/script.js';
import { drawFlow, type FlowSketch } from '../testing/draw-flow.js';
import { sampleNodes } from '../testing/sample-nodes.js';
import { serviceNodes } from '../testing/service-nodes.js';
import { runScript } from './run-script.js';
import type { ScriptOptions } from './script-call.js';
import { Simulator } from './simulator.js';

const sketch: FlowSketch = {
  steps: {
    hello: ['tell', { text: 'Hello' }],
    ask: ['ask'],
    get: ['fetch'],
    more: ['ask'],
    bye: ['tell', { text: 'Bye' }],
  },
  lines: [
    ['hello', 'done', 'ask'],
    ['ask', 'key1', 'get'],
    ['ask', 'key2', 'ask'],
    ['get', 'done', 'more'],
    ['get', 'failed', 'bye'],
    ['more', 'key1', 'bye'],
  ],
};
const compile = (one: FlowSketch = sketch) => compileFlow(drawFlow(one), [...sampleNodes, ...serviceNodes]);
const simulate = (when: readonly ScriptAct[] = [], options?: ScriptOptions) =>
  new Simulator(compile(), flowScript.parse({ when }), options);
const answered: ScriptAct = { http: { status: 200, body: { order: { id: 7 } } } };

describe('a simulator', () => {
  it('tells where the call stands and what it waits for', () => {
    const simulator = simulate();
    expect(simulator.state).toMatchObject({ step: 'hello', hears: 'Hello', waitingFor: [], atMs: 0, isOver: false });
    expect(simulator.do({ isSilent: 400 }).state).toMatchObject({
      step: 'ask',
      hears: 'Press a key.',
      waitingFor: [{ kind: 'question', isAsked: false }],
      isCallersTurn: false,
      atMs: 400,
    });
    expect(simulator.do({ isSilent: 1_000 }).state).toMatchObject({ isCallersTurn: true, hears: null });
    const asked = simulator.do({ presses: '1' }).state;
    expect(asked).toMatchObject({ step: 'get', waitingFor: [{ kind: 'http', request: { method: 'POST' } }] });
    const told = simulator.do(answered).state;
    expect(told).toMatchObject({ step: 'more', variables: { id: 7, pressed: '1' } });
    expect(told.record.path).toEqual(['hello', 'ask', 'get', 'more']);
    const over = simulator.do({ hangsUp: true }).state;
    expect(over).toMatchObject({ step: null, isOver: true, waitingFor: [] });
  });

  it('shows lines, queues and conferences that wait to be told what they do', () => {
    const waits = (command: object) =>
      new Simulator(compile({ steps: { go: ['order', { command: { ...command } }] } }), flowScript.parse({})).state
        .waitingFor;
    expect(waits({ command: 'refer', target: 'desk' })).toEqual([{ kind: 'line', target: 'desk' }]);
    expect(waits({ command: 'dial', dialId: 'd', targets: [{ target: 'a' }, { target: 'b' }] })).toEqual([
      { kind: 'line', target: 'a' },
      { kind: 'line', target: 'b' },
    ]);
    expect(waits({ command: 'enqueue', queueId: 'q', queue: 's' })).toEqual([{ kind: 'queue', queue: 's' }]);
    expect(waits({ command: 'conference', conferenceId: 'c', room: 'r' })).toEqual([{ kind: 'room', room: 'r' }]);
    expect(waits({ command: 'record', action: 'start', of: 'message', recordId: 'm' })).toEqual([
      { kind: 'message', recordId: 'm' },
    ]);
  });

  it('does nothing that cannot be done, and says why', () => {
    const simulator = simulate([{ hangsUp: true }]);
    const before = simulator.state;
    expect(simulator.do({ presses: '1' })).toEqual({
      state: before,
      problem: 'The call was over before the caller could press 1.',
    });
    expect(simulator.acts).toEqual([{ hangsUp: true }]);
  });

  it('goes back and forward, and is each time exactly where it was', () => {
    const simulator = simulate();
    const acts: readonly ScriptAct[] = [{ presses: '2' }, { presses: '1' }, answered, { presses: '1' }];
    const states = [simulator.state, ...acts.map((act) => simulator.do(act).state)];
    for (const state of states.toReversed().slice(1)) expect(simulator.back()).toEqual(state);
    expect(simulator.back()).toEqual(states[0]);
    for (const state of states.slice(1)) expect(simulator.forward()).toEqual(state);
    expect(simulator.forward()).toEqual(states.at(-1));
    expect(simulator.goTo(2)).toEqual(states[2]);
    expect(simulator.position).toBe(2);
  });

  it('forgets what was taken back when something else is done', () => {
    const simulator = simulate([{ presses: '1' }, answered]);
    simulator.back();
    simulator.do({ http: { status: 500 } });
    expect(simulator.acts).toEqual([{ presses: '1' }, { http: { status: 500 } }]);
    expect(simulator.state.step).toBe('bye');
  });

  it('forks from any act, and from any moment', () => {
    const simulator = simulate([{ presses: '2' }, { presses: '1' }, answered]);
    const early = simulator.fork(1);
    expect(early.acts).toEqual([{ presses: '2' }]);
    expect(simulator.position).toBe(3);
    const [firstMs = 0] = simulator.doneAtMs;
    const moment = simulator.forkAt(firstMs + 200);
    expect(moment.acts).toEqual([{ presses: '2' }, { isSilent: 200 }]);
    expect(moment.state).toMatchObject({ atMs: firstMs + 200, step: 'ask' });
    expect(simulator.forkAt(0).acts).toEqual([]);
  });

  it('lets a caller listen to the end', () => {
    const simulator = simulate([{ presses: '1' }, { http: { status: 500 } }]);
    expect(simulator.finish()).toMatchObject({ state: { isOver: true }, problem: null });
    expect(simulator.finish().problem).toBeNull();
    expect(simulator.acts).toHaveLength(3);
  });

  it('makes a script that gives the same call', () => {
    const simulator = simulate();
    for (const act of [{ presses: '1' }, answered, { presses: '1' }] as const) simulator.do(act);
    simulator.finish();
    expect(runScript(compile(), simulator.toScript()).journal).toEqual(simulator.state.journal);
  });

  it('begins with what can be done of a script', () => {
    const simulator = simulate([{ presses: '1' }, { hangsUp: true }, { presses: '2' }]);
    expect(simulator.position).toBe(2);
    expect(simulator.acts).toHaveLength(3);
    expect(new Simulator(compile(), flowScript.parse({ given: { time: 'noon' } })).problem).toContain('"noon"');
  });

  it('makes the same call with a changed flow, and says where it goes another way', () => {
    const simulator = simulate([{ presses: '1' }, answered, { presses: '1' }]);
    expect(simulator.restart(compile())).toMatchObject({ difference: null, problem: null });
    const changed = compile({ ...sketch, lines: [...(sketch.lines ?? []).slice(0, 3), ['get', 'done', 'bye']] });
    const { difference, problem, state } = simulator.restart(changed);
    expect(difference).toEqual({ at: 6, was: 'more', is: 'bye' });
    expect(problem).toMatchObject({ act: 2 });
    expect(state.step).toBe('bye');
    expect(simulator.acts).toHaveLength(3);
  });

  it('does not run code that was told what to give, however far it goes back', () => {
    const flow = compile({ steps: { ask: ['ask'], sum: ['compute'] }, lines: [['ask', 'key1', 'sum']] });
    const script = flowScript.parse({ when: [{ presses: '1' }, { code: { value: 2 } }] });
    const simulator = new Simulator(flow, script, { runCode: () => ({ ok: true, value: 'run' }) });
    expect(simulator.back()).toMatchObject({ step: 'sum', waitingFor: [{ kind: 'code', source: 'input + 1' }] });
  });
});
