import { checkFlow } from '@callwright/flow-engine';
import { definitionByType, definitions, flowTemplates } from '@callwright/nodes';
import type { FlowDocument, FlowNode } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import type { CallHighlight } from '../call-slot';
import { apply } from '../model/apply';
import { type CanvasScene, canvasEdges, canvasNodes } from './canvas-elements';
import { START_ID } from './start-pill';
import { stepViews } from './step-view';

const original = flowTemplates.find(({ id }) => id === 'menu')?.document as FlowDocument;
const viewsOf = (document: FlowDocument) =>
  stepViews({
    flow: document.flow,
    problems: checkFlow(document.flow, definitions),
    definitions: definitionByType,
  });
const sceneOf = (document: FlowDocument, highlight: CallHighlight | null = null): CanvasScene => ({
  document,
  views: viewsOf(document),
  highlight,
  endpoints: ['demo'],
  isEditable: true,
  selectedNodeIds: [],
  selectedNoteIds: [],
  selectedEdgeIds: [],
  labelOf: ({ name }) => name,
});

describe('the card of a step', () => {
  it('has a row for every way out: joined, missing, or left to the flow', () => {
    const cut = apply(original, { command: 'disconnect', from: 'main', exit: 'billing' }).document;
    expect(
      viewsOf(cut)
        .get('main')
        ?.rows.map(({ label, key, state }) => [label, key, state]),
    ).toEqual([
      ['Book a visit', '1', 'joined'],
      ['Billing', '2', 'missing'],
      ['Opening hours', '3', 'joined'],
      ['No answer', undefined, 'joined'],
      ['Not understood', undefined, 'joined'],
      ['Something fails', undefined, 'inherited'],
    ]);
  });

  it('carries the problems of its step, and those of no other', () => {
    const cut = apply(original, { command: 'disconnect', from: 'main', exit: 'billing' }).document;
    const views = viewsOf(cut);
    expect(views.get('main')?.errors).toHaveLength(1);
    expect(views.get('billing')?.warnings).toHaveLength(1);
    expect(views.get('welcome')).toMatchObject({ errors: [], warnings: [] });
  });

  it('is the same object as before while nothing it shows changed', () => {
    const before = viewsOf(original);
    const renamed = apply(original, { command: 'renameNode', nodeId: 'main', name: 'Choices' }).document;
    const after = stepViews({ flow: renamed.flow, problems: [], definitions: definitionByType }, before);
    expect(after.get('welcome')).toBe(before.get('welcome'));
    expect(after.get('main')).not.toBe(before.get('main'));
  });

  it('takes for said only what a step says, not the name or address that it shows', () => {
    const kinds: readonly Pick<FlowNode, 'type' | 'config'>[] = [
      { type: 'queue', config: { queue: 'support' } },
      { type: 'http', config: { url: 'https://orders.example' } },
      { type: 'say', config: { text: 'Hello.' } },
    ];
    const nodes = original.flow.nodes.slice(0, kinds.length).map((node, at) => ({ ...node, ...kinds[at] }));
    const views = viewsOf({ ...original, flow: { ...original.flow, nodes, edges: [] } });
    const said = nodes.filter(({ id }) => views.get(id)?.isSpoken);
    expect(said.map(({ type }) => type)).toEqual(['say']);
  });

  it('keeps what it can tell of a step whose settings are broken', () => {
    const broken = apply(original, { command: 'changeConfig', nodeId: 'main', config: { answers: 'none' } }).document;
    expect(viewsOf(broken).get('main')).toMatchObject({ name: 'Main menu', kind: 'Menu' });
  });
});

describe('the canvas', () => {
  it('joins the start to the first step and every other wire to its port', () => {
    const edges = canvasEdges(sceneOf(original));
    expect(edges[0]).toMatchObject({ source: START_ID, target: 'welcome' });
    expect(edges).toHaveLength(original.flow.edges.length + 1);
    expect(edges.find(({ source, sourceHandle }) => source === 'main' && sourceHandle === 'billing')?.target).toBe(
      'billing',
    );
  });

  it('keeps the elements a change leaves alone, so that they are not drawn anew', () => {
    const scene = sceneOf(original);
    const nodes = canvasNodes(scene);
    const edges = canvasEdges(scene);
    const moved = {
      ...scene,
      document: apply(original, { command: 'moveNodes', positions: { goodbye: { x: 5, y: 5 } } }).document,
    };
    const drawnAnew = canvasNodes(moved, nodes).filter((node) => !nodes.includes(node));
    expect(drawnAnew.map(({ id }) => id)).toEqual(['goodbye']);
    expect(canvasEdges(moved, edges).filter((edge) => !edges.includes(edge))).toEqual([]);
  });

  it('draws no wire whose exit is gone', () => {
    const config = { ...original.flow.nodes.find(({ id }) => id === 'main')?.config, answers: [] };
    const cut = apply(original, { command: 'changeConfig', nodeId: 'main', config }).document;
    expect(canvasEdges(sceneOf(cut)).some(({ sourceHandle }) => sourceHandle === 'billing')).toBe(false);
  });

  it('lights where a call is, where it went, and what it waits for; the rest goes back', () => {
    const scene = sceneOf(original, {
      currentNodeId: 'main',
      visitedNodeIds: ['welcome', 'main'],
      visitedEdges: [{ from: 'welcome', exit: 'done' }],
      waitsFor: 'Listening, 0:06',
    });
    const calls = new Map(
      canvasNodes(scene).flatMap((node) => (node.type === 'step' ? [[node.id, node.data] as const] : [])),
    );
    expect(calls.get('welcome')).toMatchObject({ call: 'been', taken: 'done', waitsFor: undefined });
    expect(calls.get('main')).toMatchObject({ call: 'live', waitsFor: 'Listening, 0:06' });
    expect(calls.get('billing')).toMatchObject({ call: 'off' });
    const states = new Map(canvasEdges(scene).map(({ id, data }) => [id, data?.state]));
    expect(states.get('welcome:done')).toBe('now');
    expect(states.get(`${START_ID}:start`)).toBe('been');
    expect(states.get('main:billing')).toBe('off');
  });
});
