import { Module } from '@nestjs/common';
import { MessagesModule } from '../messages/messages.module.js';
import { DeliverService } from './deliver.service.js';
import { DeliveriesController } from './deliveries.controller.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { DeliveriesService } from './deliveries.service.js';
import { DeliveriesQueue } from './deliveries-queue.js';
import { EmailSender } from './email/email-sender.js';
import { Outbound } from './outbound.js';
import { Senders } from './senders.js';
import { HttpSmsService } from './sms/http-sms-service.js';
import { SmsSender } from './sms/sms-sender.js';
import { SmsService } from './sms/sms-service.js';
import { WebhookSecretController } from './webhook/webhook-secret.controller.js';
import { WebhookSecretRepository } from './webhook/webhook-secret.repository.js';
import { WebhookSecretService } from './webhook/webhook-secret.service.js';
import { WebhookSender } from './webhook/webhook-sender.js';

/** Text messages, e-mails and webhooks that flows send. */
@Module({
  imports: [MessagesModule],
  controllers: [DeliveriesController, WebhookSecretController],
  providers: [
    DeliveriesQueue,
    DeliveriesRepository,
    DeliveriesService,
    DeliverService,
    EmailSender,
    Outbound,
    Senders,
    SmsSender,
    WebhookSecretRepository,
    WebhookSecretService,
    WebhookSender,
    { provide: SmsService, useClass: HttpSmsService },
  ],
  exports: [DeliveriesQueue],
})
export class DeliveriesModule {}
