import { defineNodeType, isConstant } from '@callwright/flow-engine';
import { z } from 'zod';
import { line } from '../shared/fields.js';
import { keysIn } from './keys-in.js';

/** What a sendKeys node is set to. */
export const SendKeysConfig = z.object({
  keys: line(
    'Keys',
    '',
    { template: true, help: '0 to 9, *, #, A to D; a comma is a pause. Spaces and hyphens do not count.' },
    200,
  ),
});
export type SendKeysConfig = z.infer<typeof SendKeysConfig>;

/** Presses keys for the other side. */
export const definition = defineNodeType<SendKeysConfig>({
  type: 'sendKeys',
  version: 1,
  title: 'Sends keys',
  action: 'Send keys',
  description: 'Presses keys on our side, as for an extension or the menu of another system.',
  family: 'connect',
  icon: 'keyboard',
  config: SendKeysConfig,
  exits: () => [
    { name: 'done', label: 'Then', kind: 'next' },
    { name: 'failed', label: 'Something fails', kind: 'failure' },
  ],
  summary: ({ keys }) => keys,
  check: ({ keys }) => {
    if (keys.trim() === '') return [{ severity: 'error', message: 'There are no keys to send.', field: 'keys' }];
    return isConstant(keys) && keysIn(keys) === null
      ? [{ severity: 'error', message: 'Only 0 to 9, *, #, A to D and commas can be sent, 64 at most.', field: 'keys' }]
      : [];
  },
  outcomes: () => [{ exit: 'done' }, { exit: 'failed', by: [{ fails: 'dtmf' }] }],
  needs: () => ['keysOut'],
});
