import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';

const port = (standard: number) => z.coerce.number().int().min(0).max(65_535).default(standard);
const secret = z.string().min(32, 'must have at least 32 characters');
const origin = z.url({ protocol: /^https?$/ });

/** The settings of apps/api, by their names in the environment. */
export const configSchema = z.object({
  CALLWRIGHT_HOST: z.string().min(1).default('127.0.0.1').describe('Address the api listens on'),
  CALLWRIGHT_API_PORT: port(3001).describe('TCP port of REST, live events and the control link'),
  CALLWRIGHT_STUDIO_PORT: port(3000).describe('TCP port of the studio, whose pages may use the api'),
  CALLWRIGHT_MEDIA_PORT: port(3002).describe('TCP port of the media process, told to browsers until one connects'),
  CALLWRIGHT_PORT_OFFSET: z.coerce.number().int().min(0).max(40_000).default(0).describe('Added to every port'),
  CALLWRIGHT_PUBLIC_URL: origin.optional().describe('Address of the studio as browsers elsewhere reach it'),
  CALLWRIGHT_DATA_DIR: z.string().min(1).default('.data').describe('Folder of recordings and prompts'),
  CALLWRIGHT_CONTROL_SECRET: secret.describe('Shared with the media processes; also signs call tokens'),
  CALLWRIGHT_ENCRYPTION_KEY: secret.describe('Seals stored secrets and signs sessions; losing it loses them'),
  CALLWRIGHT_ALLOW_PRIVATE_HOSTS: z
    .string()
    .default('')
    .describe('Hosts, addresses and ranges, separated by commas, that webhooks may reach although they are private'),
  CALLWRIGHT_SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe('Mail server that sends the e-mails of flows, as smtp://user:password@host:587'),
  CALLWRIGHT_MAIL_FROM: z.email().optional().describe('Address those e-mails come from'),
  CALLWRIGHT_SMS_URL: origin.optional().describe('Service that sends text messages: takes POST {to, text, callId}'),
  CALLWRIGHT_SMS_TOKEN: z.string().min(1).optional().describe('Bearer token for that service'),
  CALLWRIGHT_MESSAGES_PER_HOUR: z.coerce
    .number()
    .int()
    .min(0)
    .default(3_000)
    .describe('E-mails, text messages and webhooks that the flows of one workspace send in an hour at most'),
  CALLWRIGHT_SIP_PORT: port(5060).describe('UDP and TCP port of SIP, told to people who set up telephones'),
  CALLWRIGHT_SIP_REALM: z
    .string()
    .regex(/^[a-z0-9._-]{1,128}$/i, 'may have letters, digits, dots and dashes')
    .default('callwright')
    .describe('What telephones are asked their passwords for; those that are set hold for this one alone'),
  CALLWRIGHT_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('Least to log'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).describe('PostgreSQL 13 or newer, with the migrations applied'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .optional()
    .describe('Redis for the job queue; without it the queue lives in PostgreSQL'),
});
type Settings = z.infer<typeof configSchema>;

/** `CALLWRIGHT_*` settings that the other apps and the tools read; known, but of no interest here. */
export const settingsOfOthers: readonly string[] = [
  'CALLWRIGHT_API_URL',
  'CALLWRIGHT_ALLOW_PRIVATE_URLS',
  'CALLWRIGHT_ASR_WORKERS',
  'CALLWRIGHT_CALL_DEFAULTS',
  'CALLWRIGHT_ICE_SERVERS',
  'CALLWRIGHT_TURN_LIFETIME_S',
  'CALLWRIGHT_TURN_SECRET',
  'CALLWRIGHT_CHROMIUM',
  'CALLWRIGHT_CODE_TIMEOUT_MS',
  'CALLWRIGHT_CODE_WORKERS',
  'CALLWRIGHT_FALLBACK_PROMPT',
  'CALLWRIGHT_FALLBACK_TARGET',
  'CALLWRIGHT_FREECLIMB_CERTIFICATE_FILE',
  'CALLWRIGHT_FREECLIMB_CONTENT_TYPE',
  'CALLWRIGHT_FREECLIMB_HOST',
  'CALLWRIGHT_FREECLIMB_KEY_FILE',
  'CALLWRIGHT_FREECLIMB_L16_ORDER',
  'CALLWRIGHT_FREECLIMB_PORT',
  'CALLWRIGHT_FREECLIMB_PUBLIC_URL',
  'CALLWRIGHT_MAX_CALLS',
  'CALLWRIGHT_PUBLIC_ADDRESS',
  'CALLWRIGHT_RTP_GONE_AFTER_MS',
  'CALLWRIGHT_RTP_PORTS',
  'CALLWRIGHT_SOUND_CONFIG',
  'CALLWRIGHT_SOUND_PROCESSES',
  'CALLWRIGHT_SPEECH_FILE',
  'CALLWRIGHT_OFFER_CALL_ID_PREFIX',
  'CALLWRIGHT_OFFER_LINE',
  'CALLWRIGHT_OFFER_ORIGINS',
  'CALLWRIGHT_OFFER_PUBLIC_IPS',
  'CALLWRIGHT_OFFER_WEBHOOK_URL',
  'CALLWRIGHT_TAKOS_DOMAIN',
  'CALLWRIGHT_TAKOS_PORT',
  'CALLWRIGHT_TAKOS_QUIET_MS',
  'CALLWRIGHT_TAKOS_RECONNECT_MS',
  'CALLWRIGHT_TAKOS_SIGNATURE',
  'CALLWRIGHT_TTS_CACHE_MB',
  'CALLWRIGHT_TTS_CACHE_PERSONAL',
  'CALLWRIGHT_WEBRTC_PORT',
  'CALLWRIGHT_DRACHTIO_SECRET',
  'CALLWRIGHT_SIP_CERTIFICATE_FILE',
  'CALLWRIGHT_SIP_DIGESTS',
  'CALLWRIGHT_SIP_HOST',
  'CALLWRIGHT_SIP_KEY_FILE',
  'CALLWRIGHT_SIP_TLS_PORT',
  'CALLWRIGHT_SIP_WSS_PORT',
  'CALLWRIGHT_SIP_WS_PORT',
];
const TEST_PREFIX = 'CALLWRIGHT_TEST_';

/** The settings as the code uses them. */
export class AppConfig {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly controlSecret: string;
  readonly encryptionKey: string;
  readonly logLevel: string;
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  /** Where browsers elsewhere reach the studio, or undefined on a machine of one's own. */
  readonly publicUrl: string | undefined;
  readonly studioPort: number;
  readonly mediaPort: number;
  /** Hosts, addresses and ranges that may be asked although they are private. */
  readonly allowPrivateHosts: readonly string[];
  /** Messages of all kinds that the flows of one workspace send in an hour at most. */
  readonly messagesPerHour: number;
  /** Where telephones register; null when it is any port. */
  readonly sipPort: number | null;
  /** What telephones are asked their passwords for. */
  readonly sipRealm: string;
  /** Null while no e-mail can be sent. */
  readonly mail: { readonly url: string; readonly from: string } | null;
  /** Null while no text message can be sent. */
  readonly sms: { readonly url: string; readonly token: string | null } | null;

  constructor(settings: Settings) {
    const shifted = (base: number) => (base === 0 ? 0 : base + settings.CALLWRIGHT_PORT_OFFSET);
    this.host = settings.CALLWRIGHT_HOST;
    this.port = shifted(settings.CALLWRIGHT_API_PORT);
    this.studioPort = shifted(settings.CALLWRIGHT_STUDIO_PORT);
    this.mediaPort = shifted(settings.CALLWRIGHT_MEDIA_PORT);
    this.dataDir = isAbsolute(settings.CALLWRIGHT_DATA_DIR)
      ? settings.CALLWRIGHT_DATA_DIR
      : resolve(settings.CALLWRIGHT_DATA_DIR);
    this.controlSecret = settings.CALLWRIGHT_CONTROL_SECRET;
    this.encryptionKey = settings.CALLWRIGHT_ENCRYPTION_KEY;
    this.logLevel = settings.CALLWRIGHT_LOG_LEVEL;
    this.databaseUrl = settings.DATABASE_URL;
    this.redisUrl = settings.REDIS_URL;
    this.publicUrl = settings.CALLWRIGHT_PUBLIC_URL;
    this.allowPrivateHosts = listOf(settings.CALLWRIGHT_ALLOW_PRIVATE_HOSTS);
    this.messagesPerHour = settings.CALLWRIGHT_MESSAGES_PER_HOUR;
    this.sipPort = shifted(settings.CALLWRIGHT_SIP_PORT) || null;
    this.sipRealm = settings.CALLWRIGHT_SIP_REALM;
    this.mail = mailOf(settings);
    const { CALLWRIGHT_SMS_URL: smsUrl, CALLWRIGHT_SMS_TOKEN: token = null } = settings;
    this.sms = smsUrl === undefined ? null : { url: smsUrl, token };
  }
}

const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const mailOf = ({ CALLWRIGHT_SMTP_URL: url, CALLWRIGHT_MAIL_FROM: from }: Settings): AppConfig['mail'] =>
  url === undefined || from === undefined ? null : { url, from };

/**
 * Reads the settings once, at start.
 * @throws Error with one line for every wrong or unknown setting
 */
export const readConfig = (env: Readonly<Record<string, string | undefined>> = process.env): AppConfig => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = configSchema.safeParse(given);
  const wrong = parsed.success ? [] : parsed.error.issues.map((issue) => wordsOf(issue, given));
  const problems = [...wrong, ...unknownSettings(given).map((name) => `${name} is not a setting of Callwright`)];
  if (problems.length > 0 || !parsed.data)
    throw new Error(`Wrong settings:\n${problems.map((line) => `  ${line}`).join('\n')}`);
  return new AppConfig(parsed.data);
};

const unknownSettings = (given: Readonly<Record<string, unknown>>): string[] => {
  const known = new Set([...Object.keys(configSchema.shape), ...settingsOfOthers]);
  return Object.keys(given).filter(
    (name) => name.startsWith('CALLWRIGHT_') && !name.startsWith(TEST_PREFIX) && !known.has(name),
  );
};

const wordsOf = (issue: z.core.$ZodIssue, given: Readonly<Record<string, unknown>>): string => {
  const name = issue.path.join('.');
  // Values are left out: some settings are secrets.
  return name in given ? `${name}: ${issue.message}` : `${name} is missing (npm start provides it)`;
};
