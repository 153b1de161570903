import { type Json, json, type WebhookBody, webhookBody } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { assertTaken } from '../answer-of-server.js';
import { Outbound } from '../outbound.js';
import type { MessageSender, OutgoingMessage } from '../outgoing-message.js';
import { SIGNATURE_HEADER, signWebhook } from './sign-webhook.js';
import { WebhookSecretService } from './webhook-secret.service.js';

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 65_536;

/** Posts messages as JSON, signed, to addresses that authors of flows choose. */
@Injectable()
export class WebhookSender implements MessageSender {
  constructor(
    private readonly outbound: Outbound,
    private readonly secrets: WebhookSecretService,
    private readonly clock: Clock,
  ) {}

  async send(message: OutgoingMessage, signal: AbortSignal): Promise<void> {
    const nowMs = this.clock.nowMs();
    const body = JSON.stringify(bodyOf(message, this.clock.now().toISOString()));
    const signature = signWebhook(await this.secrets.current(message.workspaceId), body, nowMs);
    const answer = await this.outbound.toAnybody.send(
      {
        method: 'POST',
        url: message.to,
        headers: [
          { name: 'Content-Type', value: 'application/json' },
          { name: 'Idempotency-Key', value: message.id },
          { name: SIGNATURE_HEADER, value: signature },
        ],
        body,
        timeoutMs: TIMEOUT_MS,
        maxBytes: MAX_ANSWER_BYTES,
        // A redirected POST would arrive as a GET.
        maxRedirects: 0,
        owner: message.workspaceId,
      },
      signal,
    );
    assertTaken(answer);
  }
}

const bodyOf = (message: OutgoingMessage, sentAt: string): WebhookBody =>
  // The schema leaves out what is of this machine only: the paths of recordings.
  webhookBody.parse({
    ...message,
    event: 'message',
    sentAt,
    subject: message.subject ?? null,
    data: dataIn(message.text),
  });

const dataIn = (text: string): Json => {
  try {
    return json.parse(JSON.parse(text));
  } catch {
    // Words, which are most of what is sent, are no JSON.
    return null;
  }
};
