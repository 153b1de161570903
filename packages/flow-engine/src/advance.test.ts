import type { EngineEvent, FlowDefinition } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { advance } from './advance.js';
import { MAX_SILENT_STEPS } from './bounds.js';
import { type FlowInstance, newInstance } from './instance.js';
import { FAILURE_PLAY_ID } from './last-words.js';
import { compileFlow, type FlowProgram } from './program.js';
import { drawFlow, type FlowSketch } from './testing/draw-flow.js';
import { answered, at, fired, hangup, key, played, started } from './testing/engine-events.js';
import { sampleNodes } from './testing/sample-nodes.js';

/** Gives events to a flow one after the other, and keeps what came of the last. */
class Flow {
  readonly #program: FlowProgram;
  instance: FlowInstance = newInstance(null);
  effects: ReturnType<typeof advance>['effects'] = [];

  constructor(sketch: FlowSketch | FlowDefinition) {
    this.#program = compileFlow('steps' in sketch ? drawFlow(sketch) : sketch, sampleNodes);
  }

  see(...events: readonly EngineEvent[]): this {
    for (const event of events) {
      const turn = advance(this.#program, this.instance, event);
      this.instance = turn.instance;
      this.effects = turn.effects;
    }
    return this;
  }

  get kinds() {
    return this.effects.map(({ effect }) => effect);
  }

  get commands() {
    return this.effects.flatMap((effect) => (effect.effect === 'command' ? [effect.command] : []));
  }
}

const greeting: FlowSketch = {
  steps: { hello: ['tell', { text: 'Hello {{ name }}.' }], menu: ['ask'] },
  lines: [
    ['hello', 'done', 'menu'],
    ['menu', 'key1', 'hello'],
  ],
};

describe('advance', () => {
  it('waits for flowStarted, whatever comes before', () => {
    const flow = new Flow(greeting).see(key('1'), hangup);
    expect(flow.instance).toMatchObject({ status: 'waitingToStart', node: null, eventCount: 2 });
    expect(flow.effects).toEqual([]);
  });

  it('begins with the first step and the input as variables', () => {
    const flow = new Flow(greeting).see(started);
    expect(flow.instance).toMatchObject({ status: 'running', node: 'hello', vars: { name: 'Ada' }, visit: 1 });
    expect(flow.effects[0]).toEqual({ effect: 'stepEntered', nodeId: 'hello' });
    expect(flow.commands).toMatchObject([{ command: 'tts', text: 'Hello Ada.', playId: 'hello.1' }]);
  });

  it('begins once', () => {
    expect(new Flow(greeting).see(started, started).instance).toMatchObject({ node: 'hello', visit: 1 });
  });

  it('leaves a step by its exit and enters the next, in that order', () => {
    const flow = new Flow(greeting).see(started, played('hello.1'));
    expect(flow.effects.slice(0, 2)).toEqual([
      { effect: 'stepLeft', nodeId: 'hello', exit: 'done' },
      { effect: 'stepEntered', nodeId: 'menu' },
    ]);
    expect(flow.instance).toMatchObject({ node: 'menu', visit: 2, local: { asked: 'menu.2' } });
  });

  it('sets variables before it leaves', () => {
    const flow = new Flow(greeting).see(started, played('hello.1'), answered('menu.2', 'key1'));
    expect(flow.kinds).toEqual(['variableSet', 'stepLeft', 'stepEntered', 'command']);
    expect(flow.instance.vars).toEqual({ name: 'Ada', pressed: '1' });
  });

  it('goes through steps that leave at once in one turn', () => {
    const flow = new Flow({
      steps: { a: ['keep', { value: '1' }], b: ['decide'], c: ['keep', { name: 'y', value: '{{ x }}' }], d: ['ask'] },
      lines: [
        ['a', 'done', 'b'],
        ['b', 'yes', 'c'],
        ['c', 'done', 'd'],
      ],
    }).see(started);
    expect(flow.instance).toMatchObject({ node: 'd', vars: { x: '1', y: '1' } });
  });

  it('numbers commands that have no id of their own, each differently', () => {
    const steps: FlowSketch['steps'] = { hello: ['tell', { text: 'Hello.' }], bye: ['stop', { text: 'Bye.' }] };
    const flow = new Flow({ steps, lines: [['hello', 'done', 'bye']] }).see(started);
    const first = flow.commands[0]?.commandId;
    flow.see(played('hello.1'));
    const second = flow.commands[0]?.commandId;
    expect(first).toBe('hello.1');
    expect(second).toBe('2.2.2');
  });

  it('changes neither the instance nor the event it is given', () => {
    const program = compileFlow(drawFlow(greeting), sampleNodes);
    const before = freeze(advance(program, newInstance(null), freeze(started)).instance);
    expect(() => advance(program, before, freeze(played('hello.1')))).not.toThrow();
    expect(before.node).toBe('hello');
  });
});

describe('ways out that lead nowhere', () => {
  it('end the call politely, as a fallback does', () => {
    const flow = new Flow({ steps: { menu: ['ask'] } }).see(started, answered('menu.1'));
    expect(flow.effects.slice(-2)).toMatchObject([
      { effect: 'flowFinished', reason: 'none' },
      { effect: 'command', command: { command: 'hangup', reason: 'completed', initiator: 'system' } },
    ]);
    expect(flow.instance.status).toBe('finished');
  });

  it('end the call politely, where a draft has not been joined', () => {
    expect(new Flow({ steps: { a: ['keep'] } }).see(started).instance.status).toBe('finished');
  });

  it('say the failure prompt after a failure', () => {
    const refused: EngineEvent = { event: 'ack', command: 'tts', ok: false, commandId: 'a.1', ...at };
    const flow = new Flow({
      steps: { a: ['tell', { text: 'Hi' }] },
      settings: { language: 'de-DE', speaker: 'kal', failure: { prompt: 'Sorry.' } },
    }).see(started, refused);
    expect(flow.effects).toEqual([
      { effect: 'stepLeft', nodeId: 'a', exit: 'failed' },
      {
        effect: 'flowFailed',
        nodeId: 'a',
        code: 'flow.nodeFailed',
        message: 'The step failed and nothing handles it.',
      },
      {
        effect: 'command',
        command: {
          command: 'tts',
          text: 'Sorry.',
          playId: FAILURE_PLAY_ID,
          commandId: FAILURE_PLAY_ID,
          autoHangup: true,
          option: { language: 'de-DE' },
          speaker: 'kal',
        },
      },
    ]);
  });
});

describe('a node with a defect', () => {
  it.each([
    ['enter', [started], 'Broken on entry.'],
    ['on', [started, key('1')], 'Broken later.'],
    ['exit', [started], 'The step has no way out named nowhere.'],
  ])('fails the flow (%s): the caller hears its failure prompt, then the call ends', (where, events, message) => {
    const flow = new Flow({ steps: { a: ['broken', { where }] } }).see(...events);
    expect(flow.effects.at(-2)).toEqual({ effect: 'flowFailed', nodeId: 'a', code: 'flow.nodeFailed', message });
    expect(flow.commands).toMatchObject([{ command: 'tts', autoHangup: true }]);
    expect(flow.instance.status).toBe('failed');
  });

  it('ends the call at once where the flow has no failure prompt', () => {
    const settings = { failure: { prompt: ' ' } };
    const flow = new Flow({ steps: { a: ['broken'] }, settings }).see(started);
    expect(flow.commands).toMatchObject([{ command: 'hangup', reason: 'failed', initiator: 'system' }]);
  });

  it('ends the call where the failure prompt cannot be said', () => {
    const flow = new Flow({ steps: { a: ['broken'] } }).see(started, played(FAILURE_PLAY_ID));
    expect(flow.effects).toEqual([]);
    flow.see({ event: 'error', sender: 'tts', error: 'x', code: 'speech.ttsFailed', playId: FAILURE_PLAY_ID, ...at });
    expect(flow.commands).toMatchObject([{ command: 'hangup', reason: 'failed' }]);
  });

  it('fails on a template that does more than it may', () => {
    const flow = new Flow({ steps: { a: ['keep', { value: '{{ (1..99999999) | join }}' }] } }).see(started);
    expect(flow.instance.status).toBe('failed');
  });

  it('stops the timers it left', () => {
    const flow = new Flow({
      steps: { a: ['pause'], b: ['broken'] },
      lines: [['a', 'done', 'b']],
    }).see(started, key('#'));
    expect(flow.kinds.slice(0, 2)).toEqual(['stopTimer', 'stepLeft']);
    expect(flow.instance.timers).toEqual([]);
  });

  it('fails on a line to a step that is gone', () => {
    const flow = new Flow({ steps: { a: ['keep'] }, lines: [['a', 'done', 'gone']] }).see(started);
    expect(flow.effects.at(-2)).toMatchObject({ effect: 'flowFailed', nodeId: 'gone', code: 'flow.invalid' });
  });
});

describe('a loop', () => {
  it('without a word from the caller is ended after so many steps', () => {
    const flow = new Flow({ steps: { a: ['keep'] }, lines: [['a', 'done', 'a']] }).see(started);
    expect(flow.kinds.filter((kind) => kind === 'stepEntered')).toHaveLength(MAX_SILENT_STEPS);
    expect(flow.effects.at(-2)).toMatchObject({ effect: 'flowFailed', nodeId: 'a', code: 'flow.stepLimit' });
  });

  it('of playbacks is ended as well, though time passes', () => {
    const flow = new Flow({ steps: { a: ['tell', { text: 'On hold' }] }, lines: [['a', 'done', 'a']] }).see(started);
    for (let visit = 1; visit <= MAX_SILENT_STEPS; visit += 1) flow.see(played(`a.${visit}`));
    expect(flow.instance.status).toBe('failed');
  });

  it('may go on while the caller answers', () => {
    const flow = new Flow({ steps: { menu: ['ask'] }, lines: [['menu', 'key1', 'menu']] }).see(started);
    for (let visit = 1; visit <= MAX_SILENT_STEPS * 2; visit += 1) flow.see(answered(`menu.${visit}`, 'key1'));
    expect(flow.instance).toMatchObject({ status: 'running', silentSteps: 1 });
  });
});

describe('timers', () => {
  const quiet: FlowSketch = { steps: { a: ['pause', { quietMs: 700 }], b: ['pause'] }, lines: [['a', 'done', 'b']] };

  it('are started under an id of their own, and come back by the name the node gave them', () => {
    const flow = new Flow(quiet).see(started);
    expect(flow.effects[1]).toEqual({ effect: 'startTimer', timerId: '1.1:quiet', afterMs: 700 });
    expect(flow.instance.timers).toEqual(['1.1:quiet']);
    flow.see(fired('1.1:quiet'));
    expect(flow.effects[0]).toEqual({ effect: 'variableSet', name: 'firedBy', value: 'quiet' });
    expect(flow.instance).toMatchObject({ node: 'b', timers: ['2.2:quiet'] });
  });

  it('started again end the one before', () => {
    const flow = new Flow(quiet).see(started, key('1'));
    expect(flow.effects).toEqual([
      { effect: 'stopTimer', timerId: '1.1:quiet' },
      { effect: 'startTimer', timerId: '1.2:quiet', afterMs: 700 },
    ]);
  });

  it('that fired before they were started again are ignored', () => {
    const flow = new Flow(quiet).see(started, key('1'), fired('1.1:quiet'));
    expect(flow.effects).toEqual([]);
    expect(flow.instance).toMatchObject({ node: 'a', local: { keyCount: 1 } });
    expect(flow.see(fired('1.2:quiet')).instance.node).toBe('b');
  });

  it('of a step that was left are stopped and ignored', () => {
    const flow = new Flow(quiet).see(started, key('#'));
    expect(flow.effects[0]).toEqual({ effect: 'stopTimer', timerId: '1.1:quiet' });
    expect(flow.see(fired('1.1:quiet')).effects).toEqual([]);
    expect(flow.instance.node).toBe('b');
  });

  it('may be stopped by their node, once', () => {
    const flow = new Flow(quiet).see(started, key('*'));
    expect(flow.effects).toEqual([{ effect: 'stopTimer', timerId: '1.1:quiet' }]);
    expect(flow.see(key('*')).effects).toEqual([]);
    expect(flow.instance.timers).toEqual([]);
  });
});

describe('a hangup', () => {
  it('ends the flow wherever it is, and its timers', () => {
    const flow = new Flow({ steps: { a: ['pause'] } }).see(started, hangup);
    expect(flow.effects).toEqual([
      { effect: 'stopTimer', timerId: '1.1:quiet' },
      { effect: 'flowFinished', reason: 'completed' },
    ]);
    expect(flow.instance).toMatchObject({ status: 'finished', node: 'a', timers: [] });
  });

  it('is the last thing a flow reacts to', () => {
    const flow = new Flow(greeting).see(started, hangup, played('hello.1'), key('1'), hangup);
    expect(flow.effects).toEqual([]);
    expect(flow.instance).toMatchObject({ status: 'finished', node: 'hello', eventCount: 5 });
  });
});

const freeze = <Value>(value: Value): Value => {
  if (typeof value === 'object' && value !== null) for (const field of Object.values(value)) freeze(field);
  return Object.freeze(value);
};
