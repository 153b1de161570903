import { AppError, flowId, callId as readCallId, toAppError, workspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { marksOf } from '../calls/call-resources.js';
import { soundPathOf } from '../messages/message-resources.js';
import { MessagesRepository } from '../messages/messages.repository.js';
import { isoOf } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import { DataFolder } from '../platform/files/data-folder.js';
import { Addresses } from '../platform/http/addresses.js';
import { Log } from '../platform/log.js';
import { DeliveriesRepository, type DeliveryOrder } from './deliveries.repository.js';
import type { AttachedRecording, OutgoingMessage } from './outgoing-message.js';
import { Senders } from './senders.js';

/** Makes one attempt at sending a message, and writes down how it went. */
@Injectable()
export class DeliverService {
  constructor(
    private readonly deliveries: DeliveriesRepository,
    private readonly messages: MessagesRepository,
    private readonly senders: Senders,
    private readonly folder: DataFolder,
    private readonly addresses: Addresses,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /**
   * Sends a message that is waiting, as `round` asks for it; nothing happens when it is not.
   * @param isLast whether it is given up when it fails now
   * @throws AppError when it should be tried again
   */
  async attempt(id: string, round: number, isLast: boolean, signal: AbortSignal): Promise<void> {
    const order = await this.deliveries.findOrder(id, round);
    if (!order) return;
    const failure = await this.#send(order, signal);
    if (!failure) {
      await this.deliveries.markSent(id, this.clock.now());
      return;
    }
    const { row, command } = order;
    const isOver = isLast || !mayPass(failure);
    await this.deliveries.noteFailure(id, wordsOf(failure), isOver, this.clock.now());
    const { code } = failure;
    const fields = { callId: row.callId, delivery: id, channel: command.channel, attempt: row.attempts + 1, code };
    this.log.warn(fields, isOver ? 'a message was given up' : 'an attempt at sending a message failed');
    if (!isOver) throw failure;
  }

  async #send(order: DeliveryOrder, signal: AbortSignal): Promise<AppError | null> {
    try {
      const message = await this.#compose(order);
      await this.senders.of(order.command.channel).send(message, signal);
      return null;
    } catch (error) {
      return toAppError(error);
    }
  }

  async #compose({ row, command, call }: DeliveryOrder): Promise<OutgoingMessage> {
    const workspace = workspaceId.parse(row.workspaceId);
    const id = readCallId.parse(call.id);
    const { recordIds = [] } = command;
    const left = recordIds.length === 0 ? [] : await this.messages.listOfCall(workspace, id);
    const wanted = left.filter(({ recordId }) => recordIds.includes(recordId));
    const recordings = wanted.map(
      ({ id: message, recordId, durationMs, transcript, sizeBytes, file }): AttachedRecording => ({
        recordId,
        durationMs,
        transcript,
        sizeBytes,
        url: this.addresses.studioUrl() + soundPathOf(message),
        path: this.folder.recordingPath(file),
      }),
    );
    return {
      id: row.id,
      round: row.round,
      messageId: row.messageId,
      workspaceId: workspace,
      to: command.to,
      subject: command.subject,
      text: command.text,
      recordings,
      missingCount: recordIds.length - recordings.length,
      callUrl: `${this.addresses.studioUrl()}/calls/${encodeURIComponent(id)}`,
      call: {
        id,
        from: call.from,
        to: call.to,
        flowId: call.flowId === null ? null : flowId.parse(call.flowId),
        flowName: call.flowName,
        startedAt: isoOf(call.startedAt),
        tags: { ...marksOf(call).tags },
        outcome: call.flowOutcome,
      },
    };
  }
}

// What we did not foresee may pass too.
const mayPass = ({ code, retryable }: AppError): boolean => retryable || code === 'internal';

// What we did not foresee says nothing about itself: it might hold anything.
const wordsOf = ({ code, message }: AppError): string =>
  code === 'internal' ? 'Something went wrong on our side.' : message;
