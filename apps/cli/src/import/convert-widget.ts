import type { Converted } from './converted.js';
import type { ImportContext } from './import-context.js';
import type { Widget } from './widget.js';
import { convertConnectCall, convertEnqueue, convertOutgoingCall } from './widgets/connect.js';
import { convertSetVariables, convertSplit, convertSubflow } from './widgets/data.js';
import { convertGather } from './widgets/gather.js';
import { convertRecordCall, convertSendAndWait, convertSendMessage, convertVoicemail } from './widgets/messages.js';
import { convertPayments } from './widgets/payments.js';
import { convertFunction, convertHttp } from './widgets/requests.js';
import { convertSayPlay } from './widgets/speech.js';
import { convertForkStream, convertUnknown, convertVirtualAgent } from './widgets/without-equal.js';

type Converter = (widget: Widget, context: ImportContext) => Converted;

// https://www.twilio.com/docs/studio/widget-library
const converters: Readonly<Record<string, Converter>> = {
  'say-play': convertSayPlay,
  'gather-input-on-call': convertGather,
  'split-based-on': convertSplit,
  'set-variables': convertSetVariables,
  'connect-call-to': convertConnectCall,
  'enqueue-call': convertEnqueue,
  'send-to-flex': convertEnqueue,
  'make-outgoing-call': convertOutgoingCall,
  'make-outgoing-call-v2': convertOutgoingCall,
  'make-http-request': convertHttp,
  'run-function': convertFunction,
  'run-subflow': convertSubflow,
  'send-message': convertSendMessage,
  'send-and-wait-for-reply': convertSendAndWait,
  'record-voicemail': convertVoicemail,
  'record-call': convertRecordCall,
  'capture-payments': convertPayments,
  'connect-virtual-agent': convertVirtualAgent,
  'connect-virtual-agent-v2': convertVirtualAgent,
  'send-to-auto-pilot': convertVirtualAgent,
  'fork-stream': convertForkStream,
};

/** What a widget becomes, with all there is to say of it. */
export const convertWidget = (widget: Widget, context: ImportContext): Converted => {
  const converted = (converters[widget.type] ?? convertUnknown)(widget, context);
  const hints = [...new Set([...(converted.hints ?? []), ...context.hints])];
  return { ...converted, hints, needsHand: converted.needsHand === true || context.needsHand };
};
