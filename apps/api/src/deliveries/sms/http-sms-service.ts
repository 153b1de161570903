import { AppError } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../platform/config.js';
import { assertTaken } from '../answer-of-server.js';
import { Outbound } from '../outbound.js';
import { SmsService, type SmsText } from './sms-service.js';

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 65_536;

/** A service that takes `POST {to, text, callId}` with a bearer token. */
@Injectable()
export class HttpSmsService extends SmsService {
  constructor(
    private readonly config: AppConfig,
    private readonly outbound: Outbound,
  ) {
    super();
  }

  async send({ id, ...text }: SmsText, signal: AbortSignal): Promise<void> {
    const { sms } = this.config;
    if (!sms) {
      throw new AppError('delivery.notConfigured', 'No service for text messages is set up (CALLWRIGHT_SMS_URL).');
    }
    const answer = await this.outbound.toSmsService.send(
      {
        method: 'POST',
        url: sms.url,
        headers: [
          { name: 'Content-Type', value: 'application/json' },
          { name: 'Idempotency-Key', value: id },
          ...(sms.token === null ? [] : [{ name: 'Authorization', value: `Bearer ${sms.token}` }]),
        ],
        body: JSON.stringify(text),
        timeoutMs: TIMEOUT_MS,
        maxBytes: MAX_ANSWER_BYTES,
        maxRedirects: 0,
      },
      signal,
    );
    assertTaken(answer);
  }
}
