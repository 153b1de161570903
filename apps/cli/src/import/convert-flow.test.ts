import { readFileSync } from 'node:fs';
import { checkFlow, formatFlowFile, parseFlowFile } from '@callwright/flow-engine';
import { definitions } from '@callwright/nodes';
import { describe, expect, it } from 'vitest';
import { convertFlow } from './convert-flow.js';
import { parseStudioFlow, type StudioFlow, type StudioState } from './studio-flow.js';

const studio = parseStudioFlow(readFileSync(new URL('./fixtures/every-widget.studio.json', import.meta.url), 'utf8'));
const convert = (flow: StudioFlow) => convertFlow(flow, { id: 'a', name: 'A' });
const withState = (changed: StudioState): StudioFlow => ({
  ...studio,
  states: studio.states.map((state) => (state.name === changed.name ? changed : state)),
});
/** A flow with nothing but one widget; what it leads to is not there. */
const alone = (state: StudioState): StudioFlow => {
  const begin = {
    name: 'Trigger',
    type: 'trigger',
    properties: {},
    transitions: [{ event: 'incomingCall', next: state.name }],
  };
  return { ...studio, states: [begin, state] };
};
const without = (properties: StudioState['properties'], name: string): StudioState['properties'] =>
  Object.fromEntries(Object.entries(properties).filter(([key]) => key !== name));
const SHAPE: ReadonlySet<string> = new Set([
  'badConfig',
  'unknownType',
  'looseEdge',
  'staleEdge',
  'duplicateId',
  'openExit',
]);
/** A question by key and word with the split behind it. */
const asking = (...conditions: readonly { field: string; type: string; value: string; next: string }[]) =>
  parseStudioFlow(
    JSON.stringify({
      initial_state: 'Trigger',
      states: [
        { name: 'Trigger', type: 'trigger', transitions: [{ event: 'incomingCall', next: 'ask' }] },
        {
          name: 'ask',
          type: 'gather-input-on-call',
          properties: { say: 'What?' },
          transitions: ['keypress', 'speech'].map((event) => ({ event, next: 'sort' })),
        },
        {
          name: 'sort',
          type: 'split-based-on',
          properties: { input: '{{widgets.ask.Digits}}' },
          transitions: conditions.map(({ field, type, value, next }) => ({
            event: 'match',
            next,
            conditions: [{ arguments: [`{{widgets.ask.${field}}}`], type, value }],
          })),
        },
        ...['a', 'b'].map((name) => ({ name, type: 'say-play', properties: { say: name }, transitions: [] })),
      ],
    }),
  );
const typesOf = (flow: StudioFlow) => convert(flow).file.document.flow.nodes.map(({ id, type }) => `${id}: ${type}`);

describe('a flow of Twilio Studio', () => {
  it('becomes a file that is read as it was written, whichever property a widget lacks', () => {
    const widgets = studio.states.filter(({ type }) => type !== 'trigger');
    const flows = widgets.flatMap((state) => [
      alone({ ...state, properties: {} }),
      alone({ ...state, transitions: [] }),
      ...Object.keys(state.properties).map((name) => alone({ ...state, properties: without(state.properties, name) })),
    ]);
    expect(flows.length).toBeGreaterThan(100);
    for (const flow of flows) {
      const { file } = convert(flow);
      expect(parseFlowFile(formatFlowFile(file), 'a')).toMatchObject({ ok: true });
      expect(checkFlow(file.document.flow, definitions).filter(({ code }) => SHAPE.has(code))).toEqual([]);
    }
  });

  it.each([
    ['keys', { field: 'Digits', type: 'equal_to', value: '2' }, ['ask: menu', 'a: say', 'b: say', 'end: hangup']],
    [
      'words',
      { field: 'SpeechResult', type: 'contains', value: 'да' },
      ['ask: menu', 'a: say', 'b: say', 'end: hangup'],
    ],
    [
      'a pattern',
      { field: 'Digits', type: 'regex', value: '^9.*$' },
      ['ask: collect', 'sort: branch', 'a: say', 'b: say', 'end: hangup'],
    ],
    [
      'the same key',
      { field: 'Digits', type: 'equal_to', value: '1' },
      ['ask: collect', 'sort: branch', 'a: say', 'b: say', 'end: hangup'],
    ],
  ])('is sorted by a menu where keys and words alone decide: %s', (_what, second, types) => {
    const flow = asking({ field: 'Digits', type: 'equal_to', value: '1', next: 'a' }, { ...second, next: 'b' });
    expect(typesOf(flow)).toEqual(types);
  });

  it('ends where a line leads back to what is left out', () => {
    const stream = studio.states.find(({ type }) => type === 'fork-stream');
    if (!stream) throw new Error('There is no such widget.');
    const around = withState({ ...stream, transitions: [{ event: 'next', next: stream.name }] });
    const { edges } = convert(around).file.document.flow;
    expect(edges.find(({ from, exit }) => from === 'agent' && exit === 'done')?.to).toBe('end');
  });

  it('returns to the flow that calls it when nothing else begins it', () => {
    const [trigger] = studio.states;
    if (!trigger) throw new Error('There is no trigger.');
    const parent = withState({ ...trigger, transitions: [{ event: 'incomingParent', next: 'keys' }] });
    expect(convert(parent).file.document.flow.nodes.at(-1)).toMatchObject({ id: 'end', type: 'return' });
  });
});
