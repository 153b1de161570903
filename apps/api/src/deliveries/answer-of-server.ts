import type { OutboundResponse } from '@callwright/outbound';
import { AppError } from '@callwright/protocol';

// RFC 9110 §15.5.9, RFC 8470 §5.2, RFC 6585 §4: a refusal that may not last.
const PASSING = new Set([408, 425, 429]);

/** Takes an answer that means yes. @throws AppError `delivery.failed` when asking again may help, else `delivery.refused` */
export const assertTaken = ({ status }: Pick<OutboundResponse, 'status'>): void => {
  if (status >= 200 && status < 300) return;
  const mayPass = status >= 500 || PASSING.has(status);
  throw new AppError(mayPass ? 'delivery.failed' : 'delivery.refused', `The server answered ${status}.`);
};
