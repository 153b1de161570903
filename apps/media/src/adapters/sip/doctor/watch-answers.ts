import { headerOf } from '@callwright/sip';
import { dialogIdOf } from '../dialog/dialogs.js';
import { tagIn } from '../dialog/sip-dialog.js';
import { isWithinDialog } from '../inbound/identify.js';
import type { IncomingRequest, OutgoingRequest, ResponseListener, SipStack } from '../stack/sip-stack.js';
import type { AnsweredCalls } from './answered-calls.js';

/** The same stack; `calls` is told of what is answered, acknowledged and ended on it. */
export const watchAnswers = (stack: SipStack, calls: AnsweredCalls): SipStack => ({
  isConnected: () => stack.isConnected(),
  onConnection: (listener) =>
    stack.onConnection((isConnected) => {
      if (!isConnected) calls.lost();
      listener(isConnected);
    }),
  close: () => stack.close(),
  onRequest: (listener) => stack.onRequest((request) => listener(watchRequest(request, calls))),
  send: (request, onResponse) => stack.send(request, watchSent(request, onResponse, calls)),
});

const watchRequest = (request: IncomingRequest, calls: AnsweredCalls): IncomingRequest => {
  const { message, dialogId } = request;
  if (dialogId !== null && message.method === 'ACK') calls.acknowledged(dialogId);
  if (dialogId !== null && message.method === 'BYE') calls.ended(dialogId, false);
  if (message.method !== 'INVITE' || isWithinDialog(message)) return request;
  const id = dialogIdOf(headerOf(message, 'Call-ID') ?? '', tagIn(message, 'From'));
  return {
    ...request,
    respond: async (status, ...content) => {
      const isAnswer = status >= 200 && status < 300;
      // Beforehand: the ACK may be here before it is known that the answer went out.
      if (isAnswer) calls.answered(id, { direction: 'in', remote: request.source.address });
      const sent = await request.respond(status, ...content);
      if (isAnswer && sent === null) calls.withdrawn(id);
      return sent;
    },
  };
};

const watchSent = (
  { method, dialogId }: OutgoingRequest,
  onResponse: ResponseListener,
  calls: AnsweredCalls,
): ResponseListener => {
  if (method === 'BYE' && dialogId !== undefined) calls.ended(dialogId, true);
  if (method !== 'INVITE' || dialogId !== undefined) return onResponse;
  return (response) => {
    const { status } = response.message;
    if (status >= 200 && status < 300 && response.dialogId !== null)
      calls.answered(response.dialogId, { direction: 'out', remote: response.source.address });
    onResponse(response);
  };
};
