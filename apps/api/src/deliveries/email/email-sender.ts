import { AppError } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { z } from 'zod';
import { AppConfig } from '../../platform/config.js';
import type { MessageSender, OutgoingMessage } from '../outgoing-message.js';
import { formatEmail } from './format-email.js';

const CONNECT_TIMEOUT_MS = 10_000;
const SILENCE_TIMEOUT_MS = 20_000;
const NOT_SET_UP = 'No mail server is set up (CALLWRIGHT_SMTP_URL and CALLWRIGHT_MAIL_FROM).';

/** Sends messages as e-mails, with the recordings that belong to them. */
@Injectable()
export class EmailSender implements MessageSender {
  constructor(private readonly config: AppConfig) {}

  async send(message: OutgoingMessage, signal: AbortSignal): Promise<void> {
    const { mail } = this.config;
    if (!mail) throw new AppError('delivery.notConfigured', NOT_SET_UP);
    if (!z.email().safeParse(message.to).success) throw new AppError('delivery.refused', 'That is no e-mail address.');
    const { subject, text, attached } = formatEmail(message);
    const transport = createTransport({
      url: mail.url,
      connectionTimeout: CONNECT_TIMEOUT_MS,
      greetingTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENCE_TIMEOUT_MS,
    });
    const stop = () => transport.close();
    signal.addEventListener('abort', stop, { once: true });
    try {
      await transport.sendMail({
        from: mail.from,
        to: { name: '', address: message.to },
        subject,
        text,
        messageId: `<${message.id}.${message.round}@${mail.from.split('@')[1] ?? 'callwright'}>`,
        attachments: attached.map(({ path, recordId }) => ({
          path,
          filename: `${recordId.replaceAll(/[^\w-]/g, '-')}.wav`,
          contentType: 'audio/wav',
        })),
      });
    } catch (cause) {
      throw failureOf(cause);
    } finally {
      signal.removeEventListener('abort', stop);
      transport.close();
    }
  }
}

const smtpFailure = z.object({ responseCode: z.number().optional(), code: z.string().optional() });

// The words of a mail server often repeat the address; its numbers do not.
const failureOf = (cause: unknown): AppError => {
  const { responseCode, code } = smtpFailure.safeParse(cause).data ?? {};
  if (responseCode === undefined) {
    return new AppError('delivery.failed', `The mail server could not be reached (${code ?? 'no answer'}).`, { cause });
  }
  // RFC 5321 §4.2.1: 5yz will not change by itself.
  const isFinal = responseCode >= 500;
  return new AppError(isFinal ? 'delivery.refused' : 'delivery.failed', `The mail server answered ${responseCode}.`, {
    cause,
  });
};
