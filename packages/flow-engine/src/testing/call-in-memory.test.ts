import { describe, expect, it } from 'vitest';
import { defineNode, type NodeType } from '../node-type.js';
import { compileFlow } from '../program.js';
import { commandsOf, eventsOf } from '../simulator/call-record.js';
import { ScriptedCaller } from '../simulator/scripted-caller.js';
import { SimulatedCall } from '../simulator/simulated-call.js';
import { callInMemory } from './call-in-memory.js';
import { drawFlow } from './draw-flow.js';
import { sampleNodes } from './sample-nodes.js';
import { verifyJournal } from './verify-journal.js';

const nodeTypes = sampleNodes;
const flow = drawFlow({
  steps: { hello: ['tell', { text: 'Hello.' }], menu: ['ask', { timeoutMs: 2000 }], bye: ['tell', { text: 'Bye.' }] },
  lines: [
    ['hello', 'done', 'menu'],
    ['menu', 'key1', 'bye'],
    ['menu', 'none', 'menu'],
  ],
});

describe('callInMemory', () => {
  it('tells the way of a call', () => {
    const call = callInMemory({
      flow,
      nodeTypes,
      script: (caller) => {
        caller.isSilent();
        caller.presses('1');
      },
      input: { name: 'Ada' },
    });
    expect(call.path).toEqual(['hello', 'menu', 'menu', 'bye']);
    expect(call.exits).toEqual(['hello.done', 'menu.none', 'menu.key1', 'bye.done']);
    expect(call.heard).toEqual(['Hello.', 'Press a key.', 'Press a key.', 'Bye.']);
    expect(call.vars).toMatchObject({ name: 'Ada', pressed: '1', call: { from: '+15550100' } });
    expect(call.reason).toBe('completed');
    expect(call.durationMs).toBe(60 * (6 + 12 + 12 + 4) + 2000);
    expect(commandsOf(call.journal, 'gather')).toHaveLength(2);
    expect(eventsOf(call.journal, 'dtmf').map(({ phase }) => phase)).toEqual(['start', 'end']);
  });

  it('gives the same call for the same script', () => {
    const make = () => callInMemory({ flow, nodeTypes, script: (caller) => caller.presses('1', { afterMs: 700 }) });
    expect(make().journal).toEqual(make().journal);
  });

  it('writes the session first and the hangup last', () => {
    const { journal } = callInMemory({ flow, nodeTypes, script: (caller) => caller.hangsUp({ afterMs: 100 }) });
    const events = journal.flatMap((line) => (line.kind === 'event' ? [line.event.event] : []));
    expect(events[0]).toBe('session');
    expect(events.at(-1)).toBe('hangup');
    expect(journal.map(({ seq }) => seq)).toEqual(journal.map((_, at) => at));
  });

  it('writes down what comes too late without telling the flow', () => {
    const { journal } = callInMemory({
      flow: drawFlow({ steps: { wait: ['pause'] } }),
      nodeTypes,
      world: { reportsCause: 'first' },
      script: (caller, call) => {
        call.step({ input: 'command', command: { command: 'tts', text: 'A long tale.', bargeIn: ['keys'] } });
        caller.presses('#', { afterMs: 10 });
      },
    });
    const late = journal
      .slice(-3)
      .map((line) => (line.kind === 'event' ? [line.event.event, line.toFlow ?? false] : []));
    expect(late).toEqual([
      ['interruption', false],
      ['trackEnd', false],
      ['hangup', true],
    ]);
  });

  it('refuses a flow that does not compile', () => {
    expect(() => callInMemory({ flow: drawFlow({ steps: { a: ['fax'] } }), nodeTypes })).toThrow('unknown kind');
  });

  it('says where a call waits for ever', () => {
    const world = { faults: [{ command: 'tts', how: 'silent' }] } as const;
    expect(() => callInMemory({ flow, nodeTypes, world })).toThrow('The call waits for ever in step hello.');
  });
});

describe('the scripted caller', () => {
  const talk = (script: (caller: ScriptedCaller, call: SimulatedCall) => void) =>
    callInMemory({ flow, nodeTypes, script });

  it('waits politely for the end of the question, unless told a time', () => {
    const polite = talk((caller) => caller.presses('1'));
    expect(eventsOf(polite.journal, 'interruption')).toEqual([]);
    const rash = talk((caller) => caller.presses('1', { afterMs: 500 }));
    expect(eventsOf(rash.journal, 'interruption')).toMatchObject([{ cause: 'keys', positionMs: 140 }]);
  });

  it('presses keys one after the other', () => {
    const { journal } = talk((caller) => caller.presses('71'));
    const keys = eventsOf(journal, 'dtmf').map(({ digit, phase, timestamp }) => [digit, phase, timestamp]);
    const startedAt = Number(keys[0]?.[2]);
    expect(keys).toEqual([
      ['7', 'start', startedAt],
      ['7', 'end', startedAt + 100],
      ['1', 'start', startedAt + 250],
      ['1', 'end', startedAt + 350],
    ]);
  });

  it('speaks, and makes noise, for as long as it takes', () => {
    const { journal } = talk((caller) => {
      caller.says('I would like to speak to somebody.', { afterMs: 0 });
      caller.makesNoise({ afterMs: 100 });
      caller.presses('1');
    });
    expect(eventsOf(journal, 'silence').map(({ duration }) => duration)).toEqual([34 * 60, 700]);
  });

  it('listens for words', () => {
    talk((caller, call) => {
      caller.hears('Press');
      expect(call.instance.node).toBe('menu');
      expect(() => caller.hears('Mars')).toThrow();
    });
  });

  it('can be silent for a time', () => {
    talk((caller, call) => {
      caller.isSilent(50);
      expect(call.clock.monotonicMs()).toBe(50);
      caller.presses('1');
    });
  });

  it.each<[string, (caller: ScriptedCaller) => void]>([
    ['press 1', (caller) => caller.presses('1')],
    ['say "yes"', (caller) => caller.says('yes', { afterMs: 5 })],
    ['make a noise', (caller) => caller.makesNoise()],
    ['be silent', (caller) => caller.isSilent()],
  ])('cannot %s when the call is over', (what, act) => {
    const over = (caller: ScriptedCaller) => {
      caller.hangsUp();
      act(caller);
    };
    expect(() => talk(over)).toThrow(`The call was over before the caller could ${what}.`);
  });
});

describe('a call that is stepped by hand', () => {
  it('stands still between two steps', () => {
    const call = new SimulatedCall({ program: compileFlow(flow, nodeTypes) });
    expect(call.instance.node).toBe('hello');
    expect(call.advanceUntil(() => call.instance.node === 'menu', 100)).toBe(false);
    expect(call.clock.monotonicMs()).toBe(100);
    expect(call.advanceUntil(() => call.instance.node === 'menu', 1000)).toBe(true);
    expect(call.clock.monotonicMs()).toBe(360);
    new ScriptedCaller(call).hangsUp();
    expect(call.isOver).toBe(true);
    expect(call.clock.timerCount).toBe(0);
    expect(call.advanceUntil(() => false)).toBe(false);
  });
});

describe('verifyJournal', () => {
  const call = callInMemory({ flow, nodeTypes, script: (caller) => caller.presses('1') });
  const { program, journal, instance } = call;
  const hangup = journal.filter((line) => line.kind === 'event' && line.event.event === 'hangup');

  it('finds a node that does not do the same twice', () => {
    let count = 0;
    const moody: NodeType = {
      definition: nodeTypes[0]?.definition as NodeType['definition'],
      enter: () => ({ next: 'exit', exit: 'done', set: { mood: ++count } }),
      on: () => ({ next: 'wait', local: null }),
    };
    const play = () => callInMemory({ flow: drawFlow({ steps: { a: ['tell', { text: 'x' }] } }), nodeTypes: [moody] });
    expect(play).toThrow('The replay differs at line 3');
  });

  it('finds a node that keeps what is not JSON', () => {
    const [tell] = nodeTypes;
    const proud: NodeType<unknown, never> = defineNode<unknown, never>({
      definition: tell?.definition as NodeType['definition'],
      enter: () => ({ next: 'wait', local: { when: new Map([['a', 1]]) } as never }),
      on: (event, local) => {
        const when: unknown = (local as { when: unknown }).when;
        if (event.event !== 'dtmf') return { next: 'wait', local };
        return { next: 'exit', exit: 'done', set: { isMap: when instanceof Map } };
      },
    });
    const play = () =>
      callInMemory({
        flow: drawFlow({ steps: { a: ['tell', { text: 'x' }] } }),
        nodeTypes: [proud as unknown as NodeType],
        script: (caller) => caller.presses('1', { afterMs: 10 }),
      });
    expect(play).toThrow('The replay differs');
  });

  it.each([
    ['a journal without a hangup', journal.filter((line) => !hangup.includes(line)), 'exactly one hangup'],
    ['a journal with two', [...journal, ...hangup], 'exactly one hangup'],
    ['a line nobody knows', [{ ...journal[0], kind: 'gossip' } as never], "none of the protocol's"],
    [
      'a line that says more than the protocol',
      journal.map((line) => (line.seq === 0 ? ({ ...line, secret: 1 } as never) : line)),
      'loses something on the wire',
    ],
    ['an event after the hangup', [...journal, { ...journal[0], seq: 999 } as never], 'after the hangup'],
  ])('finds %s', (_, lines, message) => {
    expect(() => verifyJournal(program, lines, instance)).toThrow(message);
  });

  it('finds that the flow was left in another state', () => {
    expect(() => verifyJournal(program, journal, { ...instance, visit: 99 })).toThrow('another state');
    expect(() => verifyJournal(program, journal, instance)).not.toThrow();
  });
});
