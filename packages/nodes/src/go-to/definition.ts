import { ALWAYS, defineNodeType } from '@callwright/flow-engine';
import { z } from 'zod';
import { line } from '../shared/fields.js';

/** What a go-to is set to. */
export const GoToConfig = z.object({
  to: line('Go on at', '', { widget: 'step', help: 'A step of this flow.' }, 64),
});
export type GoToConfig = z.infer<typeof GoToConfig>;

/** Goes on at another step without a line across the canvas. */
export const definition = defineNodeType<GoToConfig>({
  type: 'goTo',
  version: 1,
  title: 'Goes to',
  action: 'Go to a step',
  description: 'Goes on at another step of the flow, without a line across the canvas.',
  family: 'decide',
  icon: 'corner-down-right',
  config: GoToConfig,
  exits: ({ to }) => [{ name: 'there', label: 'There', kind: 'next', ...(to === '' ? {} : { to }) }],
  summary: ({ to }) => to || '?',
  outcomes: () => [{ exit: 'there', when: ALWAYS }],
});
