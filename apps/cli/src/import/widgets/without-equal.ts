import { type Converted, exitsTo, toWidget } from '../converted.js';
import { stepIdOf } from '../names.js';
import type { Widget } from '../widget.js';

const REASONS: Readonly<Record<string, string>> = {
  'add-twiml-redirect': 'TwiML from elsewhere is not run: say in steps what it does.',
};

/**
 * A widget there is nothing for: a step without words in its place, which the check does not let through until somebody
 * has put something there.
 */
export const convertUnknown = (widget: Widget): Converted => ({
  steps: [
    {
      id: stepIdOf(widget.name),
      type: 'say',
      name: `${widget.name} (to do: ${widget.type})`.slice(0, 120),
      config: { text: '' },
      exits: exitsTo(toWidget(widget.nexts[0] ?? null), 'done'),
    },
  ],
  hints: [REASONS[widget.type] ?? `There is no step for "${widget.type}": put one in its place.`],
  needsHand: true,
});

/** Talks to a virtual agent: here by a step that talks to a chat service, which has to be told what to do. */
export const convertVirtualAgent = (widget: Widget): Converted => ({
  steps: [
    {
      id: stepIdOf(widget.name),
      type: 'agent',
      name: widget.name,
      config: {},
      exits: exitsTo(toWidget(widget.next('return') ?? widget.next('sessionEnded')), 'done', 'handBack'),
    },
  ],
  hints: [
    `The agent ${widget.text('connector') || widget.text('autopilot_assistant_sid')} stays with Twilio: name a chat service, and say what it is to do.`,
  ],
  needsHand: true,
});

/** Streams the sound to a server. */
export const convertForkStream = (widget: Widget): Converted => ({
  steps: [],
  passesTo: widget.next('next'),
  hints: [
    `There is no step that streams sound (${widget.text('stream_url') || widget.text('stream_action')}): it is left out.`,
  ],
  needsHand: true,
});
