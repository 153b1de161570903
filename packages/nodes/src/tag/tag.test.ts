import { callInMemory, commandsOf, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import { flowSettings, type Json, nodeId } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { definition, TagConfig } from './definition.js';

const coverage = new NodeCoverage('tag');
const call = (config: Readonly<Record<string, Json>>, input: Readonly<Record<string, Json>> = {}) => {
  const flow = drawFlow({ steps: { mark: ['tag', config], bye: ['hangup'] }, lines: [['mark', 'done', 'bye']] });
  const { journal, exits } = coverage.add(callInMemory({ flow, nodeTypes, input }));
  expect(exits).toEqual(['mark.done']);
  return commandsOf(journal, 'tag').map(({ tags, outcome }) => ({ tags, outcome }));
};

describe('tag', () => {
  it('marks the call and says what came of it', () => {
    const tags = [
      { name: 'topic', value: ' {{ main.choice }} ' },
      { name: 'unknown', value: '{{ never }}' },
    ];
    expect(call({ tags, outcome: '{{ end }}' }, { main: { choice: 'billing' }, end: 'booked' })).toEqual([
      { tags: { topic: 'billing', unknown: '' }, outcome: 'booked' },
    ]);
  });

  it('does one of the two, or nothing', () => {
    expect(call({ tags: [], outcome: 'lost' })).toEqual([{ tags: undefined, outcome: 'lost' }]);
    expect(call({ tags: [{ name: 'a', value: 'b' }] })).toEqual([{ tags: { a: 'b' }, outcome: undefined }]);
    expect(call({ tags: [{ name: '', value: 'b' }], outcome: '{{ never }}' })).toEqual([]);
  });

  it('takes the last of two tags of one name', () => {
    const tags = [
      { name: 'a', value: 'x' },
      { name: 'a', value: 'y' },
    ];
    expect(call({ tags })).toEqual([{ tags: { a: 'y' }, outcome: undefined }]);
  });

  it('keeps to the length a tag may have', () => {
    const long = 'x'.repeat(1000);
    expect(call({ tags: [{ name: 'a', value: '{{ long }}' }], outcome: '{{ long }}' }, { long })).toEqual([
      { tags: { a: 'x'.repeat(256) }, outcome: 'x'.repeat(64) },
    ]);
  });

  it('never tells a secret', () => {
    expect(
      call({ tags: [{ name: 'card', value: 'no. {{ card }}' }], outcome: '{{ card }}' }, { card: '⟦x1⟧' }),
    ).toEqual([{ tags: { card: 'no.' }, outcome: undefined }]);
  });

  it('says which variables it cannot do without, and that nothing else comes of it', () => {
    const config = TagConfig.parse({ tags: [{ name: 'a', value: '{{ order.id }} {{ name | default: "-" }}' }] });
    expect(definition.reads?.(config)).toEqual(['order.id']);
    expect(definition.outcomes?.(config, flowSettings.parse({}), nodeId.parse('mark'))).toMatchObject([
      { exit: 'done' },
    ]);
    expect(definition.summary(TagConfig.parse({ tags: [{ name: 'a', value: 'b' }], outcome: 'booked' }))).toBe(
      'a: b; booked',
    );
  });

  it('finds tags without a name, templates written wrongly, and nothing to do', () => {
    const messages = (config: Readonly<Record<string, Json>>) =>
      definition.check?.(TagConfig.parse(config)).map(({ message }) => message);
    expect(messages({ tags: [{ name: 'a', value: 'b' }] })).toEqual([]);
    expect(messages({ outcome: 'x' })).toEqual([]);
    expect(messages({})).toEqual(['It neither tags nor says an outcome.']);
    expect(messages({ tags: [{ name: '', value: 'b' }] })).toEqual(['A tag has no name.']);
    expect(messages({ tags: [{ name: 'a', value: '{{ b' }] })?.[0]).toContain('not closed');
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});
