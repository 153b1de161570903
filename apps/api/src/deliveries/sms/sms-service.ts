import type { CallId } from '@callwright/protocol';

/** A text message. */
export type SmsText = {
  /** The same at every attempt. */
  readonly id: string;
  /** In international form: `+` and digits. */
  readonly to: string;
  readonly text: string;
  readonly callId: CallId;
};

/** Whoever sends text messages for us. */
export abstract class SmsService {
  /**
   * Resolves when the service has taken it over.
   * @throws AppError `delivery.notConfigured` while there is no service, `delivery.*` or `http.*` when it does not take it
   */
  abstract send(text: SmsText, signal: AbortSignal): Promise<void>;
}
