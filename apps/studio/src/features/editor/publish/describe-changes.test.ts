import { definitionByType, flowTemplates } from '@callwright/nodes';
import type { FlowDocument, NodeId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { apply } from '../model/apply';
import type { EditorCommand } from '../model/command';
import { describeChanges } from './describe-changes';

const original = flowTemplates.find(({ id }) => id === 'menu')?.document as FlowDocument;
const changesAfter = (...commands: readonly EditorCommand[]) => {
  const { document } = apply(original, { command: 'batch', commands });
  return describeChanges(original, document, definitionByType);
};
const configOf = (nodeId: string) => original.flow.nodes.find(({ id }) => id === nodeId)?.config ?? {};

describe('what changed', () => {
  it('is nothing when nothing changed, or only places on the canvas', () => {
    expect(changesAfter()).toEqual([]);
    expect(changesAfter({ command: 'moveNodes', positions: { main: { x: 1, y: 2 } } })).toEqual([]);
  });

  it('tells a changed prompt by the name of its step and both texts', () => {
    const config = { ...configOf('welcome'), text: 'Good day.' };
    expect(changesAfter({ command: 'changeConfig', nodeId: 'welcome', config })).toEqual([
      {
        kind: 'settingChanged',
        step: 'Welcome',
        setting: 'What the caller hears',
        before: 'Thank you for calling Riverside Dental.',
        after: 'Good day.',
      },
    ]);
  });

  it('tells new, gone and changed answers one by one', () => {
    const answers = [
      { id: 'booking', label: 'Book', key: '1', phrases: [] },
      { id: 'hours', label: 'Opening hours', key: '3', phrases: ['hours', 'opening hours'] },
      { id: 'desk', label: 'The desk', key: '0', phrases: [] },
    ];
    const config = { ...configOf('main'), answers };
    expect(changesAfter({ command: 'changeConfig', nodeId: 'main', config })).toEqual(
      expect.arrayContaining([
        { kind: 'entryChanged', step: 'Main menu', entry: '1 Book' },
        { kind: 'entryAdded', step: 'Main menu', entry: '0 The desk' },
        { kind: 'entryRemoved', step: 'Main menu', entry: '2 Billing' },
      ]),
    );
  });

  it('tells where a way leads now', () => {
    expect(changesAfter({ command: 'connect', from: 'main', exit: 'hours', to: 'booking' })).toEqual([
      {
        kind: 'wayChanged',
        step: 'Main menu',
        exit: 'Opening hours',
        before: 'Opening hours',
        after: 'Book a visit',
      },
    ]);
  });

  it('tells new and removed steps once, without the ways of those that are new', () => {
    const node = { id: 'x' as NodeId, type: 'say', name: 'Sorry', config: { text: 'Sorry.' } };
    expect(
      changesAfter(
        { command: 'addNode', node, at: { x: 0, y: 0 } },
        { command: 'connect', from: 'x', exit: 'done', to: 'goodbye' },
      ),
    ).toEqual([{ kind: 'stepAdded', step: 'Sorry', words: 'Sorry.' }]);
    expect(changesAfter({ command: 'removeNodes', nodeIds: ['billing'] })).toEqual([
      expect.objectContaining({ kind: 'stepRemoved', step: 'Billing' }),
      expect.objectContaining({ kind: 'wayChanged', step: 'Main menu', exit: 'Billing', after: null }),
    ]);
  });

  it('tells the settings of the whole flow, the start and other names', () => {
    const settings = { ...original.flow.settings, language: 'es-ES' };
    expect(
      changesAfter(
        { command: 'changeSettings', settings },
        { command: 'setStart', nodeId: 'main' },
        { command: 'renameNode', nodeId: 'goodbye', name: 'Bye' },
      ),
    ).toEqual([
      { kind: 'startChanged', after: 'Main menu' },
      { kind: 'stepRenamed', step: 'Bye', before: 'Goodbye' },
      { kind: 'flowSettingChanged', setting: 'language', before: 'en-US', after: 'es-ES' },
    ]);
  });
});
