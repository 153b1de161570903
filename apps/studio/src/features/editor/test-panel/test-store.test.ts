import { checkFlow, scriptAct } from '@callwright/flow-engine';
import { definitions, flowTemplates } from '@callwright/nodes';
import { type FlowDefinition, flowDefinition } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { prepareDraft } from './prepare-draft';
import { createTestStore, testActions } from './test-store';

const template = flowTemplates.find(({ id }) => id === 'menu');
const menu = template?.document.flow ?? flowDefinition.parse({});

/** A test panel over a draft that can be changed. */
const panel = (flow: FlowDefinition = menu) => {
  const draft = { flow };
  const store = createTestStore({ from: '+15550100' });
  const actions = testActions(store, () => prepareDraft(draft.flow, new Map(), async () => null));
  return { draft, actions, state: () => store.getState(), path: () => store.getState().view?.state.record.path };
};

describe('the test calls of an editor', () => {
  it('say what keeps a draft from being tried, and start once it is mended', async () => {
    const { draft, actions, state } = panel({ ...menu, start: null });
    await actions.start();
    expect(state()).toMatchObject({ view: null, broken: 'The flow has no first step.' });
    draft.flow = menu;
    await actions.start();
    expect(state()).toMatchObject({ broken: null, view: { state: { step: 'main' } } });
  });

  it('stay beside each other when one is forked', async () => {
    const { actions, state, path } = panel();
    await actions.start();
    actions.press('1');
    actions.back();
    actions.fork();
    actions.press('2');
    expect(state().calls.map(({ number }) => number)).toEqual([1, 2]);
    expect(path()).toContain('billing');
    actions.choose(1);
    actions.forward();
    expect(path()).toContain('booking');
  });

  it('tell why something cannot be done until something else is', async () => {
    const { actions, state } = panel();
    await actions.start();
    actions.do({ hangsUp: true });
    actions.press('1');
    expect(state().refusal).toContain('over');
    actions.back();
    expect(state().refusal).toBeNull();
  });

  it('go on with a draft that was changed, and say where the way is another', async () => {
    const { draft, actions, state, path } = panel();
    await actions.start();
    actions.press('2');
    draft.flow = flowDefinition.parse({
      ...menu,
      edges: menu.edges.map((edge) => (edge.exit === 'billing' ? { ...edge, to: 'hours' } : edge)),
    });
    await actions.follow();
    expect(state().difference).toMatchObject({ was: 'billing', is: 'hours' });
    expect(path()).toContain('hours');
    draft.flow = { ...menu, start: null };
    await actions.follow();
    expect(state().broken).not.toBeNull();
    expect(path()).toContain('hours');
  });

  it('play the caller who shows a problem, until somebody takes over', async () => {
    const endless = flowDefinition.parse({
      ...menu,
      edges: menu.edges.map((edge) => (edge.exit === 'noInput' ? { ...edge, to: 'main' } : edge)),
      nodes: menu.nodes.map((node) =>
        node.id === 'goodbye' ? { ...node, config: { text: 'Bye {{ name }}.' } } : node,
      ),
    });
    const problem = checkFlow(endless, definitions).find(({ code }) => code === 'unsetVariable');
    const { actions, state, path } = panel(endless);
    await actions.play(
      problem ?? { severity: 'error', code: '', message: '' },
      scriptAct.array().parse(problem?.script),
    );
    expect(state()).toMatchObject({ playing: problem, view: { at: 0 } });
    actions.forward();
    actions.takeOver();
    expect(state().playing).toBeNull();
    expect(path()?.length).toBeGreaterThan(1);
  });

  it('become a script a person would have written', async () => {
    const { actions } = panel();
    expect(await actions.script()).toBeNull();
    await actions.start();
    actions.do({ says: 'billing' });
    expect(await actions.script()).toEqual({ given: { from: '+15550100' }, when: [{ says: 'billing' }] });
  });
});
