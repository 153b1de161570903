import { drawFlow } from '@callwright/flow-engine/testing';
import type { Json } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { AgentConfig, definition } from './definition.js';

type Config = Readonly<Record<string, Json>>;
const base: Config = { instructions: 'You sell tickets.', model: 'm1' };

describe('the check of an agent', () => {
  const settings = drawFlow({ steps: {}, settings: { variables: [{ name: 'pin', type: 'secret' }] } }).settings;
  const problems = (config: Config) =>
    definition
      .check?.(AgentConfig.parse({ ...base, ...config }), settings)
      .map(({ severity, field }) => `${severity} ${field}`);

  it.each<[string, Config, readonly string[]]>([
    ['nothing wrong', {}, []],
    ['no model', { model: '' }, ['error model']],
    ['no address', { baseUrl: 'ai.example' }, ['error baseUrl']],
    ['no instructions', { instructions: ' ' }, ['error instructions']],
    ['a wrong variable', { instructions: '{{ x' }, ['error instructions']],
    ['nobody who can answer', { acceptsSpeech: false, acceptsKeys: false }, ['error acceptsSpeech']],
    ['too hot', { temperature: 3 }, ['error temperature']],
    ['secrets that are sent', { maySendSecrets: true }, ['warning maySendSecrets']],
    ['a way out named as ours', { exits: [{ id: 'failed', label: 'x' }] }, ['error exits']],
    [
      'two of one name',
      {
        exits: [
          { id: 'a', label: 'x' },
          { id: 'a', label: 'y' },
        ],
      },
      ['error exits'],
    ],
    ['a way out nobody explains', { exits: [{ id: 'a' }] }, ['error exits']],
    ['two answers of one name', { slots: [{ name: 'a' }, { name: 'a' }] }, ['error slots']],
    ['an answer without a name', { slots: [{}] }, ['error slots']],
    ['nothing to choose', { slots: [{ name: 'a', kind: 'choice' }] }, ['error slots']],
    ['an answer for a secret', { slots: [{ name: 'pin' }] }, ['error slots']],
  ])('finds %s', (_, config, expected) => expect(problems(config)).toEqual(expected));
});
