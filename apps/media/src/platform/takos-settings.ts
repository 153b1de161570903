import { z } from 'zod';

/** Settings of takos calls, by their names in the environment. */
export const takosShape = {
  CALLWRIGHT_TAKOS_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(44_390)
    .describe('UDP and TCP port of sound and picture in takos rooms; 0 takes any'),
  CALLWRIGHT_TAKOS_QUIET_MS: z.coerce
    .number()
    .int()
    .min(2000)
    .max(3_600_000)
    .default(30_000)
    .describe(
      'What a takos peer sends is closed when nothing of it, neither RTP nor RTCP, has come for so long, in ms',
    ),
  CALLWRIGHT_TAKOS_RECONNECT_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(120_000)
    .default(5000)
    .describe('How long a takos call waits for a peer whose connection broke, in ms'),
  CALLWRIGHT_TAKOS_DOMAIN: z
    .string()
    .regex(/^[a-z0-9[\]:._-]{1,253}$/i, 'must be a domain, perhaps with a port')
    .default('localhost')
    .describe('Our name among takos servers: lines are called as <line>@<domain>'),
  CALLWRIGHT_TAKOS_SIGNATURE: z
    .enum(['off', 'none', 'hmac'])
    .default('off')
    .describe(
      'How other takos servers prove who they are: by a shared secret, or not at all (loopback only); off lets none in',
    ),
} as const;

/** The same as the code uses them. */
export type TakosSettings = {
  readonly port: number;
  readonly quietMs: number;
  readonly reconnectMs: number;
  readonly domain: string;
  readonly signature: 'off' | 'none' | 'hmac';
};

/** Puts them together. @param port as it is shifted with all others */
export const takosOf = (settings: z.infer<z.ZodObject<typeof takosShape>>, port: number): TakosSettings => ({
  port,
  quietMs: settings.CALLWRIGHT_TAKOS_QUIET_MS,
  reconnectMs: settings.CALLWRIGHT_TAKOS_RECONNECT_MS,
  domain: settings.CALLWRIGHT_TAKOS_DOMAIN.toLowerCase(),
  signature: settings.CALLWRIGHT_TAKOS_SIGNATURE,
});
