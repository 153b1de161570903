import { isIP } from 'node:net';
import { z } from 'zod';

const list = (text: string): readonly string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

const isOrigin = (text: string): boolean => text === '*' || (URL.canParse(text) && new URL(text).origin === text);

/** Settings of HTTP offers and of dialog sockets, by their names in the environment. */
export const offerShape = {
  CALLWRIGHT_OFFER_LINE: z
    .string()
    .max(256)
    .default('')
    .describe('Line of callers by HTTP offer or dialog socket who name none as agentId; empty: they are refused'),
  CALLWRIGHT_OFFER_ORIGINS: z
    .string()
    .default('')
    .transform(list)
    .refine((origins) => origins.every(isOrigin), 'must be origins as https://shop.example, or *')
    .describe(
      'Pages that may call by HTTP offer, separated by commas; * is any; empty: our own and those of this machine',
    ),
  CALLWRIGHT_OFFER_PUBLIC_IPS: z
    .string()
    .default('')
    .transform(list)
    .refine((addresses) => addresses.every((one) => isIP(one) !== 0), 'must be IP addresses, separated by commas')
    .describe(
      'IP addresses told in answers to HTTP offers instead of our own, best first; each leads to CALLWRIGHT_WEBRTC_PORT',
    ),
  CALLWRIGHT_OFFER_CALL_ID_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/, 'may have letters, digits, dots and dashes, 32 at most')
    .default('wrtc')
    .describe('What ids of calls by HTTP offer begin with'),
  CALLWRIGHT_OFFER_WEBHOOK_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Told by POST when a call by HTTP offer begins and ends; it may be a private address'),
};

/** Settings of HTTP offers as the code uses them. */
export type OfferSettings = {
  readonly line: string | null;
  /** Empty: our own and those of this machine. */
  readonly origins: readonly string[];
  readonly publicAddresses: readonly string[];
  readonly callIdPrefix: string;
  readonly webhookUrl: string | null;
};

const shape = z.object(offerShape);

/** What the settings come to. */
export const offerOf = (settings: z.infer<typeof shape>): OfferSettings => ({
  line: settings.CALLWRIGHT_OFFER_LINE || null,
  origins: settings.CALLWRIGHT_OFFER_ORIGINS,
  publicAddresses: settings.CALLWRIGHT_OFFER_PUBLIC_IPS,
  callIdPrefix: settings.CALLWRIGHT_OFFER_CALL_ID_PREFIX,
  webhookUrl: settings.CALLWRIGHT_OFFER_WEBHOOK_URL ?? null,
});
