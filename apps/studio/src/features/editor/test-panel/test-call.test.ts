import { compileFlow, type FlowProgram } from '@callwright/flow-engine';
import { flowTemplates } from '@callwright/nodes';
import { nodeTypes } from '@callwright/nodes/executors';
import { type FlowDefinition, flowDefinition } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { TestCall } from './test-call';
import { tidyScript } from './tidy-script';

const menu = (change: (flow: FlowDefinition) => FlowDefinition = (flow) => flow): FlowProgram => {
  const template = flowTemplates.find(({ id }) => id === 'menu');
  if (!template) throw new Error('The template is gone.');
  return compileFlow(change(template.document.flow), nodeTypes);
};
const service = compileFlow(
  flowDefinition.parse({
    schema: 2,
    start: 'ask',
    nodes: [
      { id: 'ask', type: 'http', name: 'Ask', config: { url: 'https://shop.example/orders' } },
      { id: 'bye', type: 'hangup', name: 'Bye', config: { text: 'Goodbye.' } },
    ],
    edges: [
      { from: 'ask', exit: 'ok', to: 'bye' },
      { from: 'ask', exit: 'failed', to: 'bye' },
    ],
    settings: {},
  }),
  nodeTypes,
);

describe('a test call', () => {
  it('listens until the caller is asked something', () => {
    const { state, stops, at } = TestCall.begin(menu(), {}).view;
    expect(state).toMatchObject({ step: 'main', isCallersTurn: true, isOver: false });
    expect(state.record.heard).toHaveLength(2);
    expect(stops).toEqual([{ position: 1, act: null, atMs: state.atMs }]);
    expect(at).toBe(0);
  });

  it('goes on to its end when nobody has to do anything more', () => {
    const call = TestCall.begin(menu(), {});
    expect(call.do({ presses: '2' })).toBeNull();
    const { state } = call.view;
    expect(state.isOver).toBe(true);
    expect(state.record.path).toEqual(['welcome', 'main', 'billing', 'goodbye']);
  });

  it('takes one thing back with all that it led to, and keeps what lies ahead', () => {
    const call = TestCall.begin(menu(), {});
    const first = call.view.state;
    call.do({ presses: '2' });
    const over = call.view;
    call.goTo(0);
    expect(call.view.state).toEqual(first);
    expect(call.view.journal).toEqual(over.journal);
    expect(call.canGoForward).toBe(true);
    call.goTo(1);
    expect(call.view).toEqual(over);
  });

  it('leaves the other call alone when it is forked', () => {
    const call = TestCall.begin(menu(), {});
    call.do({ presses: '2' });
    call.goTo(0);
    const other = call.fork();
    other.do({ presses: '3' });
    expect(other.view.state.record.path).toContain('hours');
    call.goTo(1);
    expect(call.view.state.record.path).toContain('billing');
  });

  it('interrupts the prompt that plays instead of hearing it out', () => {
    const call = TestCall.begin(menu(), {});
    const politeMs = call.view.state.atMs;
    expect(call.do({ presses: '1' }, { interrupts: true })).toBeNull();
    const pressed = call.view.journal.find((line) => line.kind === 'event' && line.event.event === 'dtmf');
    expect(pressed?.atMs).toBeLessThan(politeMs);
    expect(call.view.state.record.path).toContain('booking');
  });

  it('says why something cannot be done, and stays where it was', () => {
    const call = TestCall.begin(menu(), {});
    call.do({ hangsUp: true });
    const before = call.view;
    expect(call.do({ presses: '1' })).toContain('over');
    expect(call.view).toEqual(before);
  });

  it('waits for a service to be answered, or lets it run into its time-out', () => {
    const call = TestCall.begin(service, {});
    expect(call.view.state.waitingFor).toMatchObject([{ kind: 'http' }]);
    const other = call.fork();
    call.do({ http: { status: 200 } });
    expect(call.view.state.record.exits).toContain('ask.ok');
    while (other.view.state.waitingFor.length > 0) expect(other.skip()).toBe(true);
    expect(other.view.state.record.exits).toContain('ask.failed');
    expect(other.skip()).toBe(false);
  });

  it('plays a script act by act, from its beginning', () => {
    const call = TestCall.play(menu(), { given: {}, when: [{ isSilent: true }, { presses: '3' }] });
    expect(call.view).toMatchObject({ at: 0, state: { atMs: 0 }, problem: null });
    expect(call.view.stops.map(({ act }) => act)).toEqual([null, { isSilent: true }, { presses: '3' }]);
    call.goTo(2);
    expect(call.view.state.step).toBe('hours');
    expect(call.canGoForward).toBe(false);
  });

  it('plays a script as far as it goes, and says what could not be done', () => {
    const { stops, problem } = TestCall.play(menu(), { given: {}, when: [{ hangsUp: true }, { presses: '3' }] }).view;
    expect(stops).toHaveLength(2);
    expect(problem).toContain('3');
  });

  it('makes the same call through a changed flow, and says where it goes another way', () => {
    const call = TestCall.begin(menu(), {});
    call.do({ presses: '2' });
    expect(call.restart(menu())).toBeNull();
    const changed = menu((flow) => ({
      ...flow,
      edges: flow.edges.map((edge) => (edge.exit === 'billing' ? { ...edge, to: flow.nodes[2]?.id ?? edge.to } : edge)),
    }));
    expect(call.restart(changed)).toMatchObject({ was: 'billing', is: 'booking' });
    expect(call.view.state.record.path).toContain('booking');
  });

  it('becomes a script without the listening a polite caller does anyway', () => {
    const call = TestCall.begin(menu(), {});
    call.do({ isSilent: true });
    call.do({ presses: '2' });
    expect(tidyScript(menu(), call.toScript()).when).toEqual([{ isSilent: true }, { presses: '2' }]);
  });
});
