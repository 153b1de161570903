import type { Json } from '@callwright/protocol';
import { type Converted, exitsTo, toWidget } from '../converted.js';
import type { ImportContext } from '../import-context.js';
import { stepIdOf, variableOf } from '../names.js';
import type { Widget } from '../widget.js';

type Config = Readonly<Record<string, Json>>;

/** Joins the caller with a number, several, a SIP address, a client or a conference. */
export const convertConnectCall = (widget: Widget, context: ImportContext): Converted => {
  if (widget.isOn('record')) context.hint('Studio records this call: put a "record" step before it.');
  if (widget.text('sip_username') !== '')
    context.hint('Its SIP user and password belong to a trunk or a SIP user, not to the flow.');
  const noun = widget.text('noun');
  if (noun === 'conference') return conference(widget, context);
  if (noun === 'client') context.hint(`The client "${widget.text('to')}" is the name of a line here.`);
  if (noun === 'sim') context.hint('SIM cards of Programmable Wireless are not reachable: name a number.');
  const target = noun === 'sip' ? 'sip_endpoint' : 'to';
  if (noun === 'number-multi' || context.isRead('DialCallStatus')) return dial(widget, target, context);
  return {
    steps: [
      {
        id: stepIdOf(widget.name),
        type: 'transfer',
        name: widget.name,
        config: { mode: 'bridge', target: context.template(target), ...ringing(widget), ...shown(context) },
        exits: completed(widget),
      },
    ],
    needsHand: noun === 'sim',
  };
};

const conference = (widget: Widget, context: ImportContext): Converted => ({
  steps: [
    {
      id: stepIdOf(widget.name),
      type: 'conference',
      name: widget.name,
      config: { room: context.template('to') },
      exits: exitsTo(toWidget(widget.next('callCompleted')), 'ended', 'timeout', 'full', 'failed'),
    },
  ],
});

const dial = (widget: Widget, property: string, context: ImportContext): Converted => {
  const isRead = context.isRead('DialCallStatus');
  if (isRead) context.hint('DialCallStatus is one of ended, busy, noAnswer and failed here: completed is ended.');
  const targets = context.template(property).split(',');
  return {
    steps: [
      {
        id: stepIdOf(widget.name),
        type: 'dial',
        name: widget.name,
        config: {
          targets: targets.map((target) => ({ target: target.trim(), timeoutMs: null })),
          ...ringing(widget),
          ...shown(context),
          ...(isRead ? { saveAs: variableOf(widget.name, 'dial') } : {}),
        },
        exits: completed(widget),
      },
    ],
  };
};

// Studio goes on the same way however the call to the other side went.
const completed = (widget: Widget) =>
  exitsTo(toWidget(widget.next('callCompleted')), 'ended', 'noAnswer', 'busy', 'failed');

const ringing = (widget: Widget): Config => {
  const seconds = widget.number('timeout');
  return seconds === null ? {} : { timeoutMs: Math.min(300_000, Math.max(1_000, seconds * 1000)) };
};

// Without a number of its own the other side sees the caller's.
const shown = (context: ImportContext): Config => {
  const callerId = context.template('caller_id');
  return callerId === '' || /^\{\{\s*call\.from\s*\}\}$/.test(callerId) ? {} : { callerId };
};

/** Lets the caller wait: a queue, a TaskRouter workflow, or Flex. */
export const convertEnqueue = (widget: Widget, context: ImportContext): Converted => {
  const queue = context.template('queue_name');
  const workflow = widget.text('workflow_sid') || widget.text('workflow');
  if (queue === '')
    context.hint(`The workflow ${workflow} routes its tasks: name the queue its callers are to wait in.`);
  const waitUrl = widget.text('wait_url') || widget.text('waitUrl');
  if (waitUrl !== '') context.hint(`The TwiML at ${waitUrl} is not played: set the music and the announcements.`);
  if (widget.text('task_attributes') + widget.text('attributes') !== '')
    context.hint('Task attributes are not passed on: tag the call with what agents should see.');
  const priority = widget.number('priority');
  const seconds = widget.number('timeout');
  return {
    steps: [
      {
        id: stepIdOf(widget.name),
        type: 'queue',
        name: widget.name,
        config: {
          queue: queue || workflow,
          ...(priority === null ? {} : { priority: Math.min(100, Math.max(0, priority)) }),
          ...(seconds === null ? {} : { maxWaitMs: Math.min(86_400_000, Math.max(1_000, seconds * 1000)) }),
        },
        exits: {
          ...exitsTo(toWidget(widget.next('callComplete')), 'ended'),
          ...exitsTo(toWidget(widget.next('failedToEnqueue')), 'full'),
          ...exitsTo(toWidget(widget.next('callFailure') ?? widget.next('failedToEnqueue')), 'timeout', 'failed'),
        },
      },
    ],
    needsHand: queue === '',
  };
};

/** Calls somebody: what begins a flow of calls that are made is the platform's task here, elsewhere it is a dial. */
export const convertOutgoingCall = (widget: Widget, context: ImportContext): Converted => {
  if (widget.isOn('detect_answering_machine') || widget.text('machine_detection') === 'Enable')
    context.hint('Answering machines are not told from people.');
  if (widget.isOn('record')) context.hint('Studio records this call: put a "record" step at the beginning.');
  if (context.scope.start === widget.name) {
    context.hint(
      'The call is made before the flow begins (POST /api/v1/calls), which then starts when it is answered.',
    );
    const others = ['busy', 'noAnswer', 'failed'].filter((event) => widget.next(event) !== null);
    if (others.length > 0) context.hint(`What follows ${others.join(', ')} is no part of a call: it is not reached.`);
    return { steps: [], passesTo: widget.next('answered') };
  }
  return {
    steps: [
      {
        id: stepIdOf(widget.name),
        type: 'dial',
        name: widget.name,
        config: {
          targets: [{ target: context.template('to'), timeoutMs: null }],
          ...ringing(widget),
          callerId: context.template('from'),
        },
        exits: {
          ...exitsTo(toWidget(widget.next('answered')), 'ended'),
          ...exitsTo(toWidget(widget.next('busy')), 'busy'),
          ...exitsTo(toWidget(widget.next('noAnswer')), 'noAnswer'),
          ...exitsTo(toWidget(widget.next('failed')), 'failed'),
        },
      },
    ],
    needsHand: true,
  };
};
