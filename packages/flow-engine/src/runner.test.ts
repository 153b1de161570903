import { type Command, type EngineEvent, type JournalLine, trackId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { compileFlow } from './program.js';
import { FlowRunner } from './runner.js';
import { FakeClock } from './simulator/fake-clock.js';
import { drawFlow } from './testing/draw-flow.js';
import { sampleNodes } from './testing/sample-nodes.js';

const flow = drawFlow({
  steps: { wait: ['pause', { quietMs: 700 }], hello: ['tell', { text: 'Hello.' }] },
  lines: [['wait', 'done', 'hello']],
});

/** A runner whose world is written down: its timers report straight back to it. */
const startRunner = () => {
  const clock = new FakeClock(5000);
  const journal: JournalLine[] = [];
  const executed: Command[] = [];
  const runner: FlowRunner = new FlowRunner(compileFlow(flow, sampleNodes), null, {
    nowMs: clock.nowMs,
    startTimer: clock.startTimer,
    execute: (command) => executed.push(command),
    journal: (entry) => journal.push({ seq: journal.length, atMs: 0, ...entry } as JournalLine) - 1,
    post: (event) => runner.receive(event),
    request: () => undefined,
    runCode: () => undefined,
  });
  runner.receive(runner.start({ input: { name: 'Ada' } }));
  return { clock, journal, executed, runner };
};
const press = (digit: string): EngineEvent => ({
  event: 'dtmf',
  trackId: trackId.parse('c-1'),
  digit,
  phase: 'start',
  timestamp: 5000,
});
const hangup: EngineEvent = {
  event: 'hangup',
  reason: 'completed',
  initiator: 'caller',
  startTime: '',
  hangupTime: '',
  timestamp: 5000,
};

describe('FlowRunner', () => {
  it('begins with the time and the input', () => {
    const { journal } = startRunner();
    expect(journal[0]).toMatchObject({
      kind: 'event',
      event: { event: 'flowStarted', timestamp: 5000, input: { name: 'Ada' } },
      toFlow: true,
    });
  });

  it('writes an event before what it brought about, and all of that before it is performed', () => {
    const { clock, journal, executed } = startRunner();
    clock.advance(700);
    expect(
      journal.slice(-6).map((line) => (line.kind === 'effect' ? `${line.cause} ${line.effect.effect}` : line.kind)),
    ).toEqual(['event', '3 variableSet', '3 variableSet', '3 stepLeft', '3 stepEntered', '3 command']);
    expect(executed).toMatchObject([{ command: 'tts', text: 'Hello.' }]);
  });

  it('fires a timer when it is due, and only once', () => {
    const { clock, executed, runner } = startRunner();
    clock.advance(699);
    expect(runner.instance.node).toBe('wait');
    clock.advance(1);
    expect(runner.instance.node).toBe('hello');
    clock.advance(10_000);
    expect(executed).toHaveLength(1);
  });

  it('starts a timer again', () => {
    const { clock, runner } = startRunner();
    clock.advance(600);
    runner.receive(press('1'));
    clock.advance(600);
    expect(runner.instance).toMatchObject({ node: 'wait', local: { keyCount: 1 } });
    expect(clock.timerCount).toBe(1);
    clock.advance(100);
    expect(runner.instance.node).toBe('hello');
  });

  it('stops a timer', () => {
    const { clock, runner } = startRunner();
    runner.receive(press('*'));
    expect(clock.timerCount).toBe(0);
  });

  it('leaves no timer behind when the flow ends', () => {
    const { clock, runner } = startRunner();
    runner.receive(hangup);
    expect(runner.instance.status).toBe('finished');
    expect(clock.timerCount).toBe(0);
  });

  it('leaves no timer behind when it is closed, even if it is still told something', () => {
    const { clock, runner } = startRunner();
    runner.close();
    runner.close();
    expect(clock.timerCount).toBe(0);
    runner.receive(press('1'));
    expect(clock.timerCount).toBe(0);
  });
});
