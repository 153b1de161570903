import { flowTemplates } from '@callwright/nodes';
import { type FlowDocument, flowDocument, type flowSettings } from '@callwright/protocol';
import type { z } from 'zod';

/** A template by its id, its own copy. */
export const template = (id: string): FlowDocument => {
  const found = flowTemplates.find((one) => one.id === id);
  if (!found) throw new Error(`There is no template ${id}.`);
  return structuredClone(found.document);
};

/** A flow written down: steps by id, ways as `step.exit -> step`. */
export const flowOf = (
  start: string,
  steps: Readonly<Record<string, readonly [type: string, config: Record<string, unknown>]>>,
  ways: readonly (readonly [from: string, exit: string, to: string])[],
  settings: z.input<typeof flowSettings> = {},
): FlowDocument =>
  flowDocument.parse({
    flow: {
      schema: 2,
      start,
      nodes: Object.entries(steps).map(([id, [type, config]]) => ({ id, type, name: id, config })),
      edges: ways.map(([from, exit, to]) => ({ from, exit, to })),
      settings,
    },
    layout: { nodes: {} },
  });

/** What callers of {@link quickMenu} hear, by step. */
export const quickMenuWords = {
  main: 'Please say appointment, billing or opening hours.',
  booking: 'Your visit is booked for Thursday at ten.',
  billing: 'Your last invoice has been paid in full.',
  hours: 'We are open from Monday to Friday.',
  noInput: 'Nobody seems to be there, goodbye.',
  noMatch: 'That is not something I understand, goodbye.',
} as const;

/** A menu that gives up quickly, so that every way out takes seconds. */
export const quickMenu = (timeoutMs = 1500): FlowDocument =>
  flowOf(
    'main',
    {
      main: [
        'menu',
        {
          prompt: quickMenuWords.main,
          acceptsSpeech: true,
          answers: [
            { id: 'booking', label: 'Booking', key: '1', phrases: ['appointment', 'make an appointment'] },
            { id: 'billing', label: 'Billing', key: '2', phrases: ['billing', 'payment'] },
            { id: 'hours', label: 'Hours', key: '3', phrases: ['opening hours', 'hours'] },
          ],
          timeoutMs,
          noInputRetries: 0,
          noMatchRetries: 0,
          saveAs: 'wish',
        },
      ],
      booking: ['hangup', { text: quickMenuWords.booking }],
      billing: ['hangup', { text: quickMenuWords.billing }],
      hours: ['hangup', { text: quickMenuWords.hours }],
      noInput: ['hangup', { text: quickMenuWords.noInput, reason: 'noInput' }],
      noMatch: ['hangup', { text: quickMenuWords.noMatch, reason: 'noMatch' }],
    },
    [
      ['main', 'booking', 'booking'],
      ['main', 'billing', 'billing'],
      ['main', 'hours', 'hours'],
      ['main', 'noInput', 'noInput'],
      ['main', 'noMatch', 'noMatch'],
    ],
  );

/** Twenty sentences a telephone says, none of them of the flows under test: what a wrong prompt could sound like. */
export const otherPrompts: readonly string[] = [
  'Thank you for calling the city library.',
  'Please hold while I look for your order.',
  'The train to the airport leaves at seven.',
  'Your parcel was left with a neighbour.',
  'Press the star key to hear this again.',
  'Our new office is beside the old bridge.',
  'Leave your name and number after the tone.',
  'All our people are helping other callers.',
  'The weather tomorrow will be warm and dry.',
  'Your password has been changed today.',
  'Enter the last four digits of your card.',
  'The swimming pool is closed this summer.',
  'Two tickets are waiting at the front desk.',
  'Please bring your passport to the meeting.',
  'Your table for six is ready now.',
  'The doctor will call you before noon.',
  'This conversation may be recorded for training.',
  'Say the name of the person you want.',
  'Your contract ends in the month of March.',
  'There are three new messages in your box.',
];
