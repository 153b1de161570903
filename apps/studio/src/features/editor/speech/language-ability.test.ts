import { builtInSpeech } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { abilityIn, speakersOf } from './language-ability';

describe('a language', () => {
  it('is spoken, understood, both or neither by what is built in', () => {
    expect(abilityIn('en-GB', builtInSpeech)).toBe('both');
    expect(abilityIn('fr-FR', builtInSpeech)).toBe('listens');
    expect(abilityIn('ja-JP', builtInSpeech)).toBe('neither');
    expect(abilityIn('ja-JP', { ...builtInSpeech, voices: [{ name: 'v', languages: [], speakers: [] }] })).toBe(
      'speaks',
    );
  });

  it('has the voices of those that speak it', () => {
    expect(speakersOf('en-US', builtInSpeech)).toContain('slt');
    expect(speakersOf('fr-FR', builtInSpeech)).toEqual([]);
  });
});
