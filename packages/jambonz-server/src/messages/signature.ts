import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The value of `Jambonz-Signature` for a webhook.
 * @param body as it is sent
 * @param nowS seconds since the epoch
 */
export const signWebhook = (secret: string, body: string, nowS: number): string =>
  `t=${nowS},v1=${digestOf(secret, body, String(nowS)).toString('hex')}`;

/** Whether `Jambonz-Signature` is of this body and not older, or newer, than `toleranceS`. Absent: it is not. */
export const isSignedWebhook = (
  header: string | undefined,
  { secret, body, nowS, toleranceS = 300 }: SignedWebhook,
): boolean => {
  const fields = (header ?? '').split(',').map((field) => field.trim().split('='));
  const at = fields.find(([name]) => name === 't')?.[1] ?? '';
  if (!/^\d{1,12}$/.test(at) || Math.abs(Number(at) - nowS) > toleranceS) return false;
  const expected = digestOf(secret, body, at);
  return fields.some(([name, hex = '']) => {
    const given = Buffer.from(hex, 'hex');
    return name === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
};

/** What a signature is checked against. */
export type SignedWebhook = {
  readonly secret: string;
  /** As it came. */
  readonly body: string;
  readonly nowS: number;
  /** Default 300: enough for clocks that differ, too little for a message that is sent again. */
  readonly toleranceS?: number;
};

const digestOf = (secret: string, body: string, at: string): Buffer =>
  createHmac('sha256', secret).update(`${at}.${body}`).digest();
