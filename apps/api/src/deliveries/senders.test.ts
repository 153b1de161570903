import { describe, expect, it } from 'vitest';
import { SystemClock } from '../platform/clock.js';
import { readConfig } from '../platform/config.js';
import { outgoingMessage } from '../testing/outgoing-message.js';
import { EmailSender } from './email/email-sender.js';
import { Outbound } from './outbound.js';
import { FakeSmsService } from './sms/fake-sms-service.js';
import { HttpSmsService } from './sms/http-sms-service.js';
import { SmsSender } from './sms/sms-sender.js';

// Neither a mail server nor a service for text messages is set up.
const config = readConfig({
  CALLWRIGHT_CONTROL_SECRET: 'control secret of the tests, long enough',
  CALLWRIGHT_ENCRYPTION_KEY: 'encryption key of the tests, long enough',
  DATABASE_URL: 'postgres://127.0.0.1/none',
});
const { signal } = new AbortController();
const message = (to: string, text = 'Hello.') => outgoingMessage({ to, text });

describe('a channel that is not set up', () => {
  it('says which setting is missing, and is not tried again', async () => {
    const notSetUp = { code: 'delivery.notConfigured', retryable: false };
    const email = new EmailSender(config).send(message('ada@example.com'), signal);
    await expect(email).rejects.toMatchObject({ ...notSetUp, message: expect.stringContaining('CALLWRIGHT_SMTP_URL') });
    const service = new HttpSmsService(config, new Outbound(config, new SystemClock()));
    const sms = new SmsSender(service).send(message('+1555'), signal);
    await expect(sms).rejects.toMatchObject({ ...notSetUp, message: expect.stringContaining('CALLWRIGHT_SMS_URL') });
  });
});

describe('a text message', () => {
  it('goes to a number as it is dialled, whatever it is written with', async () => {
    const service = new FakeSmsService();
    await new SmsSender(service).send(message('+49 (170) 123.456-7/8', 'Hi'), signal);
    expect(service.taken).toEqual([{ id: 'd1', to: '+4917012345678', text: 'Hi', callId: 'c1' }]);
  });

  it.each(['anonymous', '', '+', '12', '+1234567890123456', 'sip:ada@example.com'])('does not go to %j', async (to) => {
    const service = new FakeSmsService();
    await expect(new SmsSender(service).send(message(to), signal)).rejects.toMatchObject({ code: 'delivery.refused' });
    expect(service.taken).toEqual([]);
  });

  it('may be tried again when the service is away', async () => {
    const service = new FakeSmsService();
    service.failNext(1);
    await expect(new SmsSender(service).send(message('+1555'), signal)).rejects.toMatchObject({ retryable: true });
    await new SmsSender(service).send(message('+1555'), signal);
    expect(service.taken).toHaveLength(1);
  });
});
