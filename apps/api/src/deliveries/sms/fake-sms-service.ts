import { AppError } from '@callwright/protocol';
import { SmsService, type SmsText } from './sms-service.js';

/** Takes text messages and keeps them; for tests. */
export class FakeSmsService extends SmsService {
  readonly taken: SmsText[] = [];
  #failures = 0;

  /** Lets the next attempts go wrong. */
  failNext(count: number): void {
    this.#failures = count;
  }

  async send(text: SmsText): Promise<void> {
    if (this.#failures > 0) {
      this.#failures -= 1;
      throw new AppError('delivery.failed', 'The service is away.');
    }
    this.taken.push(text);
  }
}
