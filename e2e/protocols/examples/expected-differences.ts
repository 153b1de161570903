import type { ProtocolName } from '@callwright/protocol';
import type { FlowStory } from '../story-of-flow.js';

/** How an example goes on a protocol that does it in another way, with where that is written; all else is the same. */
export type ExampleDifference = {
  readonly scenario: string;
  /** The last step that is left as everywhere, as `step.exit`, and how it goes on from there; empty: no step is. */
  readonly after: string;
  readonly path: readonly string[];
  /** The first prompt that is other, and what is said from there on; absent: the same is said. */
  readonly prompts?: { readonly from: string; readonly instead: readonly string[] };
  readonly end?: string;
  readonly variables?: FlowStory['variables'];
  /** How many acts of the caller it comes to; absent: all. */
  readonly acts?: number;
  readonly because: string;
};

/** What a story must be, by what it is elsewhere. */
export const storyWith = (first: FlowStory, difference: ExampleDifference): FlowStory => {
  const { after, path, prompts, end = first.end, variables = first.variables } = difference;
  const said = prompts ? first.prompts.indexOf(prompts.from) : first.prompts.length;
  return {
    ...first,
    path: [...first.path.slice(0, first.path.indexOf(after) + 1), ...path],
    prompts: [...first.prompts.slice(0, said), ...(prompts?.instead ?? [])],
    ...{ end, variables },
  };
};

/** Examples that nobody gets through without keys: takos has none (spec 1 §4). */
export const noKeysIn: readonly string[] = [
  'ai-receptionist',
  'card-payment',
  'conference-room',
  'door-intercom',
  'holiday-router',
  'language-hotline',
  'on-call',
  'order-status',
  'support-queue',
];

const APOLOGY = 'I am sorry, something went wrong. Please call again later.';
const KEEP_SAFE =
  'We cannot reach our engineers at the moment. Open the windows, leave the house, and call the fire brigade.';
const LEAVE_A_MESSAGE =
  'Please leave your name, your number and your message after the tone. Press the hash key when you have finished.';
const NO_MESSAGE = ['tone:beep', 'I did not hear a message. Please speak after the tone.', 'tone:beep'];
const NO_WAYS = 'Spec 4 §C: a voice gateway of 4D knows no transfer, no keys to send and no recording.';
const OWN_DIAL =
  'canonical.md §3: jambonz joins by its own `dial`, where nobody answers: who is a line of ours is none of its.';

/** Differences in the examples, written by hand from the seeds and specs. */
export const expectedOfExamples: Readonly<Record<ProtocolName, readonly ExampleDifference[]>> = {
  'call-websocket': [],
  sip: [],
  offer: [],
  dialog: [
    {
      scenario: 'ai-receptionist',
      after: 'menu.billing',
      path: ['billing.failed', 'desk.failed', 'voicemail.failed', 'goodbye'],
      prompts: {
        from: 'Thank you for calling Riverside Dental. Goodbye.',
        instead: [
          'We are with our patients. Please leave a message after the tone, and press pound when you are done.',
          'tone:beep',
          'Thank you for calling Riverside Dental. Goodbye.',
        ],
      },
      because: `${NO_WAYS} The call cannot be put through, nor a message be left.`,
    },
    {
      scenario: 'door-intercom',
      after: 'right.known',
      path: ['open.failed', 'office.failed'],
      prompts: { from: 'The gate is open. Please come in.', instead: [APOLOGY] },
      end: 'failed: flow.nodeFailed',
      because: `${NO_WAYS} Neither the key that opens the gate nor the transfer instead of it is possible.`,
    },
    {
      scenario: 'greeting',
      after: 'consent.yes',
      path: ['start-recording.failed', 'done'],
      variables: {},
      because: `${NO_WAYS} Nothing is recorded, so nobody has agreed to it.`,
    },
    {
      scenario: 'company-menu',
      after: 'main.sales',
      path: ['sales.failed', 'voicemail.failed'],
      prompts: {
        from: 'Thank you for calling Harbour Street Furniture. Goodbye.',
        instead: [
          LEAVE_A_MESSAGE,
          'tone:beep',
          'I am sorry, something went wrong. Please call us again in a few minutes.',
        ],
      },
      end: 'failed: flow.nodeFailed',
      because: `${NO_WAYS} The call cannot be put through, nor a message be left.`,
    },
    {
      scenario: 'holiday-router',
      after: 'to-emergency.there',
      path: ['emergency.failed', 'keep-safe'],
      prompts: { from: 'Thank you for calling Northgate Energy. Goodbye.', instead: [KEEP_SAFE] },
      end: 'emergencyUnreached',
      because: `${NO_WAYS} The call cannot be put through.`,
    },
    {
      scenario: 'card-payment',
      after: '',
      path: [
        ...['record.failed', 'welcome.done', 'invoice.digits', 'look-up.ok', 'amount.yes'],
        ...['pause.failed', 'colleague.failed', 'later'],
      ],
      prompts: {
        from: 'Please enter the number on the front of your card, then the pound key.',
        instead: ['Nothing was charged. You can also pay at mesa-water.example. Goodbye.'],
      },
      variables: {
        ...{ invoice: '20260117', amount: 84.5 },
        error: { code: 'flow.nodeFailed', message: 'The step failed and nothing handles it.', step: 'pause' },
      },
      acts: 2,
      because: `${NO_WAYS} A recording that cannot be paused is nothing to tell a card to.`,
    },
    {
      scenario: 'language-hotline',
      after: '',
      path: ['jingle.failed', 'language.english', 'main.booking', 'connect.done', 'human.failed', 'sorry'],
      prompts: {
        from: 'You are number 1 in line.',
        instead: ['I am sorry, nobody is free right now. Please call again later.'],
      },
      because: `Spec 4 §C: of a voice gateway only text is said, so there are no jingles. ${NO_WAYS} There are no queues.`,
    },
    {
      scenario: 'support-queue',
      after: 'plan.otherwise',
      path: ['queue.failed'],
      prompts: { from: 'You are number 1 in line. To be called back instead, press 1.', instead: [APOLOGY] },
      end: 'failed: flow.nodeFailed',
      variables: { customer: '440017', plan: 'basic', waited: { agent: null, status: 'failed' } },
      because: `${NO_WAYS} There are no queues.`,
    },
    {
      scenario: 'survey',
      after: 'detractor.done',
      path: ['what-was-wrong.failed', 'send.otherwise', 'mark.done', 'thanks'],
      because: `${NO_WAYS} No comment can be left.`,
    },
  ],
  takos: [],
  jambonz: [
    {
      scenario: 'ai-receptionist',
      after: 'menu.billing',
      path: ['billing.noAnswer', 'desk.noAnswer', 'voicemail.none', 'goodbye'],
      prompts: {
        from: 'Thank you for calling Riverside Dental. Goodbye.',
        instead: [
          'We are with our patients. Please leave a message after the tone, and press pound when you are done.',
          ...NO_MESSAGE,
          'Thank you for calling Riverside Dental. Goodbye.',
        ],
      },
      because: OWN_DIAL,
    },
    {
      scenario: 'company-menu',
      after: 'main.sales',
      path: ['sales.noAnswer', 'voicemail.none', 'goodbye'],
      prompts: {
        from: 'Thank you for calling Harbour Street Furniture. Goodbye.',
        instead: [LEAVE_A_MESSAGE, ...NO_MESSAGE, 'Thank you for calling Harbour Street Furniture. Goodbye.'],
      },
      because: OWN_DIAL,
    },
    {
      scenario: 'holiday-router',
      after: 'to-emergency.there',
      path: ['emergency.noAnswer', 'keep-safe'],
      prompts: { from: 'Thank you for calling Northgate Energy. Goodbye.', instead: [KEEP_SAFE] },
      end: 'emergencyUnreached',
      because: OWN_DIAL,
    },
  ],
  freeclimb: [],
};
