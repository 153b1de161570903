import type { CommandOf } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { EmailSender } from './email/email-sender.js';
import type { MessageSender } from './outgoing-message.js';
import { SmsSender } from './sms/sms-sender.js';
import { WebhookSender } from './webhook/webhook-sender.js';

type Channel = CommandOf<'message'>['channel'];

/** The sender of each channel. */
@Injectable()
export class Senders {
  readonly #byChannel: Readonly<Record<Channel, MessageSender>>;

  constructor(sms: SmsSender, email: EmailSender, webhook: WebhookSender) {
    this.#byChannel = { sms, email, webhook };
  }

  of(channel: Channel): MessageSender {
    return this.#byChannel[channel];
  }
}
