import { createHmac } from 'node:crypto';

/** Name of the header that proves who has sent a webhook. */
export const SIGNATURE_HEADER = 'Callwright-Signature';

/**
 * `t=<seconds since 1970>,v1=<hex>`: HMAC-SHA-256 with the secret over the time, a dot and the body as it is sent. A
 * receiver works the same out and refuses what is older than some minutes, so that nobody sends it again.
 */
export const signWebhook = (secret: string, body: string, nowMs: number): string => {
  const seconds = Math.floor(nowMs / 1000);
  const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${signature}`;
};
