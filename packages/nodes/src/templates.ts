import { type FlowDocument, type FlowTemplate, flowDocument } from '@callwright/protocol';

/**
 * The simplest flows to start from; `template-library` has them all. Each is complete: it may be published as it is.
 */
export const flowTemplates: readonly FlowTemplate[] = [
  {
    id: 'menu',
    name: 'Menu with three ways',
    description: 'Greets, asks what the call is about by key or word, and answers each.',
    document: menuTemplate(),
  },
  {
    id: 'question',
    name: 'One question',
    description: 'Asks yes or no in words, and thanks.',
    document: questionTemplate(),
  },
  {
    id: 'message',
    name: 'Just a message',
    description: 'Says something and hangs up.',
    document: messageTemplate(),
  },
];

/** A flow with nothing in it. */
export const emptyDocument = (): FlowDocument =>
  flowDocument.parse({ flow: { schema: 2, start: null, nodes: [], edges: [], settings: {} }, layout: { nodes: {} } });

function menuTemplate(): FlowDocument {
  return flowDocument.parse({
    flow: {
      schema: 2,
      start: 'welcome',
      nodes: [
        node('welcome', 'say', 'Welcome', { text: 'Thank you for calling Riverside Dental.' }),
        node('main', 'menu', 'Main menu', {
          prompt:
            'To book a visit, press 1 or say appointment. For billing, press 2 or say billing. For opening hours, press 3 or say hours.',
          acceptsSpeech: true,
          answers: [
            { id: 'booking', label: 'Book a visit', key: '1', phrases: ['appointment', 'make an appointment'] },
            { id: 'billing', label: 'Billing', key: '2', phrases: ['billing', 'payment'] },
            { id: 'hours', label: 'Opening hours', key: '3', phrases: ['hours', 'opening hours'] },
          ],
        }),
        node('booking', 'say', 'Book a visit', {
          text: 'Our next free visit is on Thursday at ten. We will send you a message.',
        }),
        node('billing', 'say', 'Billing', { text: 'Your last invoice has been paid. Nothing is owed.' }),
        node('hours', 'say', 'Opening hours', { text: 'We are open from Monday to Friday, from eight until six.' }),
        node('goodbye', 'hangup', 'Goodbye', { text: 'Goodbye.' }),
        node('no-answer', 'hangup', 'Nobody there', {
          text: 'We did not hear from you. Please call again.',
          reason: 'noInput',
        }),
      ],
      edges: [
        ['welcome', 'done', 'main'],
        ['main', 'booking', 'booking'],
        ['main', 'billing', 'billing'],
        ['main', 'hours', 'hours'],
        ['main', 'noInput', 'no-answer'],
        ['main', 'noMatch', 'no-answer'],
        ['booking', 'done', 'goodbye'],
        ['billing', 'done', 'goodbye'],
        ['hours', 'done', 'goodbye'],
      ].map(edge),
      settings: {},
    },
    layout: {
      nodes: {
        welcome: { x: 260, y: 180 },
        main: { x: 560, y: 120 },
        booking: { x: 900, y: 20 },
        billing: { x: 900, y: 240 },
        hours: { x: 900, y: 460 },
        goodbye: { x: 1240, y: 240 },
        'no-answer': { x: 900, y: 680 },
      },
    },
  });
}

function questionTemplate(): FlowDocument {
  return flowDocument.parse({
    flow: {
      schema: 2,
      start: 'ask',
      nodes: [
        node('ask', 'listen', 'Satisfied?', {
          prompt: 'Were you happy with your last visit? Please say yes or no.',
          saveAs: 'happy',
        }),
        node('thanks', 'hangup', 'Thank you', { text: 'Thank you. See you soon.' }),
        node('sorry', 'hangup', 'We are sorry', { text: 'We are sorry to hear that. We will call you back.' }),
      ],
      edges: [
        ['ask', 'yes', 'thanks'],
        ['ask', 'no', 'sorry'],
      ].map(edge),
      settings: {},
    },
    layout: { nodes: { ask: { x: 260, y: 180 }, thanks: { x: 600, y: 80 }, sorry: { x: 600, y: 320 } } },
  });
}

function messageTemplate(): FlowDocument {
  return flowDocument.parse({
    flow: {
      schema: 2,
      start: 'message',
      nodes: [
        node('message', 'say', 'Message', { text: 'We are closed today. Please call again tomorrow from eight.' }),
        node('goodbye', 'hangup', 'Goodbye', { text: 'Goodbye.' }),
      ],
      edges: [edge(['message', 'done', 'goodbye'])],
      settings: {},
    },
    layout: { nodes: { message: { x: 260, y: 180 }, goodbye: { x: 600, y: 180 } } },
  });
}

function node(id: string, type: string, name: string, config: Record<string, unknown>) {
  return { id, type, name, config };
}

function edge([from, exit, to]: readonly string[]) {
  return { from, exit, to };
}
