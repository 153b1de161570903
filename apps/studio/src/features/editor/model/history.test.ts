import { fuzzRuns } from '@callwright/flow-engine/testing';
import { FLOW_SCHEMA, type FlowDocument, flowSettings, type NodeId } from '@callwright/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply } from './apply';
import type { EditorCommand } from './command';
import { perform, redo, startHistory, undo } from './history';

const NODE_IDS = ['a', 'b', 'c', 'd', '7', '12', 'gone'];
const EXITS = ['done', 'one', 'failed'];
const NOTE_IDS = ['n1', 'n2', 'n3'];

const nodeId = fc.constantFrom(...NODE_IDS) as fc.Arbitrary<NodeId>;
const exit = fc.constantFrom(...EXITS);
const noteId = fc.constantFrom(...NOTE_IDS);
const point = fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) });
const config = fc.dictionary(fc.constantFrom('text', 'mayInterrupt', 'x'), fc.oneof(fc.string(), fc.boolean()));
const node = fc.record({ id: nodeId, type: fc.constantFrom('say', 'menu'), name: fc.string({ minLength: 1 }), config });
const edge = fc.record({ from: nodeId, exit, to: nodeId });
const note = fc.record({ id: noteId, x: fc.integer(), y: fc.integer(), text: fc.string() });
const settings = fc
  .record({ language: fc.constantFrom('en-US', 'es-ES'), failure: fc.record({ prompt: fc.string() }) })
  .map((drawn) => flowSettings.parse(drawn));

const document: fc.Arbitrary<FlowDocument> = fc.record({
  flow: fc.record({
    schema: fc.constant(FLOW_SCHEMA),
    start: fc.option(nodeId),
    nodes: fc.uniqueArray(node, { selector: ({ id }) => id }),
    edges: fc.array(edge),
    settings,
  }),
  layout: fc.record({
    nodes: fc.dictionary(nodeId, point),
    notes: fc.uniqueArray(note, { selector: ({ id }) => id }),
  }),
});

const simple: fc.Arbitrary<EditorCommand> = fc.oneof(
  fc.record({ command: fc.constant('addNode' as const), node, at: point }),
  fc.record({ command: fc.constant('removeNodes' as const), nodeIds: fc.array(nodeId) }),
  fc.record({ command: fc.constant('moveNodes' as const), positions: fc.dictionary(nodeId, point) }),
  fc.record({ command: fc.constant('renameNode' as const), nodeId, name: fc.string({ minLength: 1 }) }),
  fc.record({ command: fc.constant('changeConfig' as const), nodeId, config }),
  fc.record({ command: fc.constant('connect' as const), from: nodeId, exit, to: nodeId }),
  fc.record({ command: fc.constant('disconnect' as const), from: nodeId, exit }),
  fc.record({ command: fc.constant('setStart' as const), nodeId: fc.option(nodeId) }),
  fc.record({ command: fc.constant('changeSettings' as const), settings }),
  fc.record({ command: fc.constant('addNote' as const), note }),
  fc.record({ command: fc.constant('removeNotes' as const), noteIds: fc.array(noteId) }),
  fc.record({
    command: fc.constant('changeNote' as const),
    noteId,
    change: fc.record({ x: fc.integer(), text: fc.string() }, { requiredKeys: [] }),
  }),
  fc.record({ command: fc.constant('replaceDocument' as const), document }),
);
const command: fc.Arbitrary<EditorCommand> = fc.oneof(
  { weight: 6, arbitrary: simple },
  { weight: 1, arbitrary: fc.record({ command: fc.constant('batch' as const), commands: fc.array(simple) }) },
);

describe('the history of a document', () => {
  it('gives the original bytes after N random commands and N undos, and the last bytes after N redos', () => {
    fc.assert(
      fc.property(document, fc.array(command, { maxLength: 40 }), (original, commands) => {
        let history = startHistory(original);
        for (const [at, one] of commands.entries()) history = perform(history, one, { nowMs: at });
        const last = JSON.stringify(history.document);
        const steps = history.past.length;
        for (let step = 0; step < steps; step++) history = undo(history);
        expect(JSON.stringify(history.document)).toBe(JSON.stringify(original));
        for (let step = 0; step < steps; step++) history = redo(history);
        expect(JSON.stringify(history.document)).toBe(last);
      }),
      { numRuns: fuzzRuns(500), seed: 20 },
    );
  });

  it('carries out commands that went through JSON just the same', () => {
    fc.assert(
      fc.property(document, command, (original, one) => {
        const sent = JSON.parse(JSON.stringify(one)) as EditorCommand;
        expect(JSON.stringify(apply(original, sent))).toBe(JSON.stringify(apply(original, one)));
      }),
      { numRuns: fuzzRuns(200), seed: 20 },
    );
  });

  it('leaves the given document as it was', () => {
    fc.assert(
      fc.property(document, command, (original, one) => {
        const before = JSON.stringify(original);
        apply(original, one);
        expect(JSON.stringify(original)).toBe(before);
      }),
      { numRuns: fuzzRuns(200), seed: 20 },
    );
  });

  it('takes quick changes of one field back in one step', () => {
    const original = sample();
    const type = (text: string, nowMs: number, from = startHistory(original)) =>
      perform(from, { command: 'changeConfig', nodeId: 'a', config: { text } }, { mergeKey: 'a.text', nowMs });
    const typed = type('Hello', 300, type('Hel', 200, type('H', 100)));
    expect(typed.past).toHaveLength(1);
    expect(undo(typed).document).toEqual(original);
    expect(redo(undo(typed)).document).toEqual(typed.document);
  });

  it('keeps slow changes of one field apart', () => {
    const first = perform(
      startHistory(sample()),
      { command: 'renameNode', nodeId: 'a', name: 'One' },
      { mergeKey: 'a.name', nowMs: 0 },
    );
    const second = perform(
      first,
      { command: 'renameNode', nodeId: 'a', name: 'Two' },
      { mergeKey: 'a.name', nowMs: 5000 },
    );
    expect(second.past).toHaveLength(2);
  });

  it('does not remember a command about something that is not there', () => {
    const history = startHistory(sample());
    expect(perform(history, { command: 'disconnect', from: 'a', exit: 'done' }, { nowMs: 0 })).toBe(history);
  });

  it('leads a wire back to a step that was never there', () => {
    const edges = [{ from: 'a' as NodeId, exit: 'next', to: 'gone' as NodeId }];
    const original = { ...sample(), flow: { ...sample().flow, edges } };
    const led = perform(startHistory(original), { command: 'connect', from: 'a', exit: 'next', to: 'b' }, { nowMs: 0 });
    expect(led.document).toEqual(sample());
    expect(undo(led).document).toEqual(original);
  });

  it('takes the wires of a removed step away, and the start with it', () => {
    const { document: after } = apply(sample(), { command: 'removeNodes', nodeIds: ['a'] });
    expect(after.flow.start).toBeNull();
    expect(after.flow.nodes.map(({ id }) => id)).toEqual(['b']);
    expect(after.flow.edges).toEqual([]);
    expect(after.layout.nodes).toEqual({ b: { x: 300, y: 0 } });
  });
});

const sample = (): FlowDocument => ({
  flow: {
    schema: FLOW_SCHEMA,
    start: 'a' as NodeId,
    nodes: [
      { id: 'a' as NodeId, type: 'say', name: 'A', config: { text: '' } },
      { id: 'b' as NodeId, type: 'hangup', name: 'B', config: {} },
    ],
    edges: [{ from: 'a' as NodeId, exit: 'next', to: 'b' as NodeId }],
    settings: flowSettings.parse({}),
  },
  layout: { nodes: { a: { x: 0, y: 0 }, b: { x: 300, y: 0 } }, notes: [] },
});
