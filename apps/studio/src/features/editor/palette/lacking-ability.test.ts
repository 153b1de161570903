import { definitionByType } from '@callwright/nodes';
import { protocolName } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { lackingAbility } from './lacking-ability';

const lackingOf = (type: string, protocols: readonly string[]) => {
  const definition = definitionByType.get(type);
  if (!definition) throw new Error(`There is no step ${type}.`);
  return lackingAbility(
    definition,
    protocols.map((one) => protocolName.parse(one)),
  );
};

describe('what a step cannot do on the lines of its flow', () => {
  it('is nothing where no line names how its calls come', () => {
    expect(lackingOf('play', [])).toBeNull();
    expect(lackingOf('conference', [])).toBeNull();
  });

  it('is told with the protocols that are the reason', () => {
    expect(lackingOf('play', ['sip', 'dialog'])).toEqual({ ability: 'files', protocols: ['dialog'] });
    expect(lackingOf('sendKeys', ['takos', 'dialog'])).toEqual({ ability: 'keysOut', protocols: ['takos', 'dialog'] });
  });

  it('is nothing for a step that every one of them can do', () => {
    expect(lackingOf('play', ['sip', 'offer', 'jambonz', 'freeclimb'])).toBeNull();
    expect(lackingOf('say', ['dialog'])).toBeNull();
  });
});
