import { type Converted, exitsTo, toWidget } from '../converted.js';
import type { ImportContext } from '../import-context.js';
import { stepIdOf, variableOf } from '../names.js';
import type { Widget } from '../widget.js';

/** Sends an SMS. */
export const convertSendMessage = (widget: Widget, context: ImportContext): Converted => ({
  steps: [sms(widget, context.template('to') || '{{ call.from }}', context, widget.next('sent'))],
});

/** Sends an SMS; no call waits for an answer to it. */
export const convertSendAndWait = (widget: Widget, context: ImportContext): Converted => {
  context.hint('A call does not wait for the reply to a message: it goes on as if none had come.');
  const next = widget.next('timeout') ?? widget.next('incomingMessage');
  return { steps: [sms(widget, '{{ call.from }}', context, next)], needsHand: true };
};

const sms = (widget: Widget, to: string, context: ImportContext, next: string | null) => {
  if (widget.text('media_url') !== '') context.hint(`Its picture is not sent: ${widget.text('media_url')}.`);
  const from = widget.text('from');
  if (from !== '' && !from.includes('flow.channel.address'))
    context.hint(`It is sent from the number of the SMS service, not from ${from}.`);
  return {
    id: stepIdOf(widget.name),
    type: 'message',
    name: widget.name,
    config: { channel: 'sms', to, text: context.template('body') },
    exits: {
      ...exitsTo(toWidget(next), 'queued'),
      ...exitsTo(toWidget(widget.next('failed') ?? widget.next('deliveryFailure')), 'failed'),
    },
  };
};

/** Takes a message after a tone. */
export const convertVoicemail = (widget: Widget, context: ImportContext): Converted => {
  const maxMs = (widget.number('max_length') ?? 3600) * 1000;
  if (maxMs > MAX_MESSAGE_MS) context.hint('A message may last 10 minutes here.');
  if (widget.next('hangup') !== null)
    context.hint('What follows a hang-up is not done: the message is delivered also when the caller hangs up.');
  if (context.isRead('RecordingUrl'))
    context.hint('The id of the recording stands in place of its address (GET /api/v1/messages/<id>).');
  const isTranscribed = widget.isOn('transcribe');
  return {
    steps: [
      {
        id: stepIdOf(widget.name),
        type: 'voicemail',
        name: widget.name,
        config: {
          greeting: '',
          playsBeep: widget.text('play_beep') !== 'false',
          maxMs: Math.min(MAX_MESSAGE_MS, Math.max(5_000, maxMs)),
          silenceMs: Math.min(30_000, (widget.number('timeout') ?? 5) * 1000),
          finishOnKey: fittingKey(widget.text('finish_on_key')),
          minMs: 0,
          tooShortPrompt: '',
          tooShortRetries: 0,
          hasReview: false,
          transcribes: isTranscribed,
          webhookUrl:
            context.template('recording_status_callback_url') || context.template('transcription_callback_url'),
          saveAs: variableOf(widget.name, 'message'),
        },
        exits: {
          ...exitsTo(toWidget(widget.next('recordingComplete')), 'left'),
          ...exitsTo(toWidget(widget.next('noAudio')), 'none'),
        },
      },
    ],
  };
};
const MAX_MESSAGE_MS = 600_000;

// Studio takes several keys, or any; here it is one.
const fittingKey = (keys: string): string => /[0-9*#]/.exec(keys)?.[0] ?? (keys === '' ? '' : '#');

/** Starts or stops the recording of the call. */
export const convertRecordCall = (widget: Widget): Converted => ({
  steps: [
    {
      id: stepIdOf(widget.name),
      type: 'record',
      name: widget.name,
      config: { action: widget.isOn('record_call') ? 'start' : 'stop' },
      exits: {
        ...exitsTo(toWidget(widget.next('success')), 'done'),
        ...exitsTo(toWidget(widget.next('failed')), 'failed'),
      },
    },
  ],
});
