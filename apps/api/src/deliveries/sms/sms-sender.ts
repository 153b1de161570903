import { AppError } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import type { MessageSender, OutgoingMessage } from '../outgoing-message.js';
import { SmsService } from './sms-service.js';

// ITU-T E.164 §6: fifteen digits at most.
const NUMBER = /^\+?[0-9]{3,15}$/;
const FILLING = /[\s().\-/]/g;

/** Sends messages as text messages: their words only. */
@Injectable()
export class SmsSender implements MessageSender {
  constructor(private readonly service: SmsService) {}

  async send({ id, to, text, call }: OutgoingMessage, signal: AbortSignal): Promise<void> {
    const number = to.replaceAll(FILLING, '');
    if (!NUMBER.test(number)) throw new AppError('delivery.refused', 'That is no number a text message can go to.');
    if (text.trim() === '') throw new AppError('delivery.refused', 'A text message without a text is not sent.');
    await this.service.send({ id, to: number, text, callId: call.id }, signal);
  }
}
