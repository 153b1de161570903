import { join, resolve } from 'node:path';
import { type CallDefaults, callDefaults, type PlatformFallback, toAppError } from '@callwright/protocol';
import { z } from 'zod';
import { type FreeclimbSettings, freeclimbSettingsOf, freeclimbShape } from './freeclimb-settings.js';
import type { IceSettings } from './ice-servers.js';
import { iceServerList } from './ice-settings.js';
import { type OfferSettings, offerOf, offerShape } from './offer-settings.js';
import { NO_SPEECH_SETTINGS, readSpeechSettings, type SpeechSettings } from './speech-settings.js';
import { type TakosSettings, takosOf, takosShape } from './takos-settings.js';

const port = (standard: number) => z.coerce.number().int().min(0).max(65_535).default(standard);
const optionalPort = z.coerce.number().int().min(0).max(65_535).optional();
const flag = z
  .enum(['0', '1', 'false', 'true'])
  .default('0')
  .transform((value) => value === '1' || value === 'true');
const address = z.url({ protocol: /^https?$/ });

/** The settings of apps/media, by their names in the environment. */
export const configSchema = z.object({
  CALLWRIGHT_HOST: z.string().min(1).default('127.0.0.1').describe('Address the media process listens on'),
  CALLWRIGHT_MEDIA_PORT: port(3002).describe('TCP port of the call WebSocket, health and metrics'),
  CALLWRIGHT_STUDIO_PORT: port(3000).describe('TCP port of the studio, whose pages may call'),
  CALLWRIGHT_WEBRTC_PORT: port(44_400).describe(
    'UDP and TCP port of WebRTC; sound process n uses this plus n; 0 takes any',
  ),
  ...takosShape,
  ...offerShape,
  ...freeclimbShape(port),
  CALLWRIGHT_RTP_PORTS: z
    .string()
    .regex(/^\d{1,5}-\d{1,5}$/, 'must be two ports with a dash between them, as 20000-29999')
    .default('20000-29999')
    .transform((text) => text.split('-').map(Number))
    .refine(([first = 0, last = 0]) => first >= 1 && last <= 65_535 && last > first, 'must be a range of ports')
    .describe('UDP ports of plain RTP, first and last; two for each call'),
  CALLWRIGHT_RTP_GONE_AFTER_MS: z.coerce
    .number()
    .int()
    .min(2000)
    .max(3_600_000)
    .default(60_000)
    .describe('A telephone that is not on hold and has sent no sound for so long has gone, in ms'),
  CALLWRIGHT_SIP_HOST: z
    .string()
    .optional()
    .describe('Address that telephones and carriers reach by SIP; default is CALLWRIGHT_HOST'),
  CALLWRIGHT_SIP_PORT: port(5060).describe('UDP and TCP port of SIP; 0 takes any'),
  CALLWRIGHT_SIP_TLS_PORT: optionalPort.describe('TCP port of SIP over TLS; off without, and needs a certificate'),
  CALLWRIGHT_SIP_WS_PORT: optionalPort.describe('TCP port of SIP over WebSocket, for phones in browsers; off without'),
  CALLWRIGHT_SIP_WSS_PORT: optionalPort.describe('The same over TLS; off without, and needs a certificate'),
  CALLWRIGHT_SIP_CERTIFICATE_FILE: z.string().optional().describe('Certificate for SIP over TLS, PEM with its chain'),
  CALLWRIGHT_SIP_KEY_FILE: z.string().optional().describe('Its private key, PEM'),
  DRACHTIO_URL: z
    .url({ protocol: /^drachtios?$/ })
    .optional()
    .describe(
      'drachtio-server to use instead of the built-in one, as drachtio://:secret@host:9022 (drachtios: by TLS)',
    ),
  CALLWRIGHT_DRACHTIO_SECRET: z.string().optional().describe('Its secret, when it is not in the address'),
  CALLWRIGHT_PORT_OFFSET: z.coerce.number().int().min(0).max(20_000).default(0).describe('Added to every port'),
  CALLWRIGHT_API_URL: address.default('http://127.0.0.1:3001').describe('Where the api is reached'),
  CALLWRIGHT_PUBLIC_URL: address
    .optional()
    .describe('Address of the studio as browsers elsewhere reach it; its pages may call'),
  CALLWRIGHT_PUBLIC_ADDRESS: z
    .string()
    .optional()
    .describe('IP address browsers and telephones elsewhere send sound to'),
  CALLWRIGHT_DATA_DIR: z
    .string()
    .min(1)
    .default('.data')
    .describe('Folder of recordings, prompts, spool and speech cache'),
  CALLWRIGHT_CONTROL_SECRET: z
    .string()
    .min(32, 'must have at least 32 characters')
    .describe('Shared with the api; also signs call tokens'),
  CALLWRIGHT_CALL_DEFAULTS: z
    .string()
    .default('{"recorder":{},"vad":{"type":"silero"},"asr":{"provider":"soundswallower"},"tts":{"provider":"flite"}}')
    .describe('JSON: recorder, vad, asr and tts of calls whose line does not say otherwise'),
  CALLWRIGHT_SOUND_PROCESSES: z.coerce.number().int().min(1).max(64).default(1).describe('Processes that make sound'),
  CALLWRIGHT_MAX_CALLS: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(200)
    .describe('Calls at a time, half of them from strangers at most; more are refused as busy'),
  CALLWRIGHT_ASR_WORKERS: z.coerce
    .number()
    .int()
    .min(1)
    .max(32)
    .default(1)
    .describe('Recogniser threads in each sound process'),
  CALLWRIGHT_CODE_WORKERS: z.coerce
    .number()
    .int()
    .min(1)
    .max(32)
    .default(2)
    .describe('Threads that run the code of flows'),
  CALLWRIGHT_CODE_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(10)
    .max(60_000)
    .default(5000)
    .describe('Longest a code of a flow runs, in ms'),
  CALLWRIGHT_TTS_CACHE_MB: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(500)
    .describe('Size of the speech cache on disk, in MB'),
  CALLWRIGHT_TTS_CACHE_PERSONAL: flag.describe('1: speech that holds what only one caller should hear is kept as well'),
  CALLWRIGHT_SPEECH_FILE: z
    .string()
    .optional()
    .describe('File that names speech recognisers and voices beside the built-in ones (docs/speech)'),
  CALLWRIGHT_ALLOW_PRIVATE_HOSTS: z
    .string()
    .default('')
    .describe('Hosts, addresses and ranges, separated by commas, that flows may ask although they are private'),
  CALLWRIGHT_FALLBACK_PROMPT: z
    .string()
    .max(500)
    .default('')
    .describe('What a caller hears whose flow failed and says nothing of its own'),
  CALLWRIGHT_FALLBACK_TARGET: z
    .string()
    .max(256)
    .default('')
    .describe('Line that takes callers whose flow failed and names none of its own'),
  CALLWRIGHT_SIP_DIGESTS: z
    .enum(['MD5', 'SHA-256,MD5', 'SHA-256'])
    .default('MD5')
    .describe(
      'Hashes by which phones and carriers prove their passwords; many phones give up when asked for more than MD5',
    ),
  CALLWRIGHT_SIP_REALM: z
    .string()
    .regex(/^[a-z0-9._-]{1,128}$/i, 'may have letters, digits, dots and dashes')
    .default('callwright')
    .describe('What telephones are asked their passwords for; those that are set hold for this one alone'),
  CALLWRIGHT_ALLOW_PRIVATE_URLS: flag.describe('1: recordings may be fetched from private addresses too'),
  CALLWRIGHT_ICE_SERVERS: iceServerList,
  CALLWRIGHT_TURN_SECRET: z
    .string()
    .optional()
    .describe("Secret shared with the TURN server (coturn's static-auth-secret), from which passwords are made"),
  CALLWRIGHT_TURN_LIFETIME_S: z.coerce
    .number()
    .int()
    .min(60)
    .max(604_800)
    .default(86_400)
    .describe('How long such a password is good, in seconds'),
  CALLWRIGHT_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('Least to log'),
});

/** `CALLWRIGHT_*` settings that the other apps read; known, but of no interest here. */
const settingsOfOthers: readonly string[] = [
  'CALLWRIGHT_API_PORT',
  'CALLWRIGHT_ENCRYPTION_KEY',
  'CALLWRIGHT_SOUND_CONFIG',
];
const FREE_PREFIXES = ['CALLWRIGHT_TEST_'];

/** Where and how telephones are reached. Ports of transports that are off are null. */
export type SipSettings = {
  readonly host: string;
  readonly port: number;
  readonly tlsPort: number | null;
  readonly wsPort: number | null;
  readonly wssPort: number | null;
  readonly certificateFile: string | null;
  readonly keyFile: string | null;
  readonly realm: string;
  readonly digests: readonly ('SHA-256' | 'MD5')[];
  /** Null: the built-in server. */
  readonly drachtio: {
    readonly host: string;
    readonly port: number;
    readonly secret: string;
    readonly isTls: boolean;
  } | null;
};

/** The settings as the code uses them. */
export type MediaConfig = {
  readonly host: string;
  readonly port: number;
  readonly webrtcPort: number;
  readonly publicAddress: string | null;
  readonly takos: TakosSettings;
  readonly offer: OfferSettings;
  readonly rtpPorts: { readonly first: number; readonly last: number };
  readonly rtpGoneAfterMs: number;
  readonly sip: SipSettings;
  readonly freeclimb: FreeclimbSettings;
  readonly apiUrl: string;
  readonly allowedOrigins: readonly string[];
  readonly controlSecret: string;
  readonly recordingsDir: string;
  readonly promptsDir: string;
  readonly ttsCacheDir: string;
  readonly ttsCacheMaxMb: number;
  readonly ttsCacheKeepsPersonal: boolean;
  readonly speech: SpeechSettings;
  readonly spoolDir: string;
  readonly snapshotFile: string;
  /** Friends, groups and servers of takos. */
  readonly takosFile: string;
  readonly callDefaults: CallDefaults;
  readonly soundProcesses: number;
  readonly asrWorkers: number;
  readonly codeWorkers: number;
  readonly codeTimeoutMs: number;
  readonly maxCalls: number;
  readonly allowPrivateUrls: boolean;
  readonly allowPrivateHosts: readonly string[];
  readonly fallback: PlatformFallback;
  readonly ice: IceSettings;
  readonly dumpsDir: string;
  readonly logLevel: string;
};

/**
 * Reads the settings once, at start.
 * @throws Error with one line for every wrong or unknown setting
 */
export const readConfig = (env: Readonly<Record<string, string | undefined>> = process.env): MediaConfig => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const settings = configSchema.safeParse(given);
  const wrong = settings.success
    ? []
    : settings.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  const speech = speechOf(given);
  const problems = [
    ...wrong,
    ...unknownSettings(given),
    ...badDefaults(given),
    ...('problem' in speech ? [speech.problem] : []),
  ];
  if (!settings.success || 'problem' in speech || problems.length > 0)
    throw new Error(`Settings to put right:\n  ${problems.join('\n  ')}`);
  return configOf(settings.data, speech);
};

const unknownSettings = (given: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(given)
    .filter((name) => name.startsWith('CALLWRIGHT_') && !FREE_PREFIXES.some((prefix) => name.startsWith(prefix)))
    .filter((name) => !Object.hasOwn(configSchema.shape, name) && !settingsOfOthers.includes(name))
    .map((name) => `${name}: there is no such setting`);

const badDefaults = ({ CALLWRIGHT_CALL_DEFAULTS: text }: Readonly<Record<string, unknown>>): string[] => {
  if (text === undefined) return [];
  try {
    const parsed = callDefaults.safeParse(JSON.parse(String(text)));
    return parsed.success ? [] : [`CALLWRIGHT_CALL_DEFAULTS: ${parsed.error.issues[0]?.message ?? 'not understood'}`];
  } catch {
    return ['CALLWRIGHT_CALL_DEFAULTS: must be JSON'];
  }
};

// Keys may be in the environment under names of their own.
const speechOf = (
  given: Readonly<Record<string, string | undefined>>,
): SpeechSettings | { readonly problem: string } => {
  const path = given.CALLWRIGHT_SPEECH_FILE;
  if (path === undefined) return NO_SPEECH_SETTINGS;
  try {
    return readSpeechSettings(path, given);
  } catch (error) {
    return { problem: toAppError(error).message };
  }
};

const rtpPortsOf = ([first = 0, last = 0]: readonly number[], offset: number) => ({
  first: Math.min(first + offset, 65_534),
  last: Math.min(last + offset, 65_535),
});

const DRACHTIO_PORT = 9022;
/** drachtio-server's own default. */
const DRACHTIO_SECRET = 'cymru';

/** Hashes of digests, by their setting. */
const digestsOf = { MD5: ['MD5'], 'SHA-256': ['SHA-256'], 'SHA-256,MD5': ['SHA-256', 'MD5'] } as const;

const sipOf = (settings: z.infer<typeof configSchema>, shifted: (base: number) => number): SipSettings => {
  const optional = (base: number | undefined) => (base === undefined ? null : shifted(base));
  const url = settings.DRACHTIO_URL === undefined ? null : new URL(settings.DRACHTIO_URL);
  return {
    host: settings.CALLWRIGHT_SIP_HOST || settings.CALLWRIGHT_HOST,
    port: shifted(settings.CALLWRIGHT_SIP_PORT),
    tlsPort: optional(settings.CALLWRIGHT_SIP_TLS_PORT),
    wsPort: optional(settings.CALLWRIGHT_SIP_WS_PORT),
    wssPort: optional(settings.CALLWRIGHT_SIP_WSS_PORT),
    certificateFile: settings.CALLWRIGHT_SIP_CERTIFICATE_FILE ?? null,
    keyFile: settings.CALLWRIGHT_SIP_KEY_FILE ?? null,
    realm: settings.CALLWRIGHT_SIP_REALM,
    digests: digestsOf[settings.CALLWRIGHT_SIP_DIGESTS],
    drachtio: url && {
      host: url.hostname,
      port: Number(url.port) || DRACHTIO_PORT,
      secret: decodeURIComponent(url.password) || settings.CALLWRIGHT_DRACHTIO_SECRET || DRACHTIO_SECRET,
      isTls: url.protocol === 'drachtios:',
    },
  };
};

const configOf = (settings: z.infer<typeof configSchema>, speech: SpeechSettings): MediaConfig => {
  const offset = settings.CALLWRIGHT_PORT_OFFSET;
  const shifted = (base: number) => (base === 0 ? 0 : base + offset);
  const dataDir = resolve(settings.CALLWRIGHT_DATA_DIR);
  const studioPort = shifted(settings.CALLWRIGHT_STUDIO_PORT);
  const publicUrl = settings.CALLWRIGHT_PUBLIC_URL;
  return {
    host: settings.CALLWRIGHT_HOST,
    port: shifted(settings.CALLWRIGHT_MEDIA_PORT),
    webrtcPort: shifted(settings.CALLWRIGHT_WEBRTC_PORT),
    publicAddress: settings.CALLWRIGHT_PUBLIC_ADDRESS ?? null,
    offer: offerOf(settings),
    takos: takosOf(settings, shifted(settings.CALLWRIGHT_TAKOS_PORT)),
    rtpPorts: rtpPortsOf(settings.CALLWRIGHT_RTP_PORTS, offset),
    rtpGoneAfterMs: settings.CALLWRIGHT_RTP_GONE_AFTER_MS,
    sip: sipOf(settings, shifted),
    freeclimb: freeclimbSettingsOf(settings, settings.CALLWRIGHT_HOST, shifted),
    apiUrl: settings.CALLWRIGHT_API_URL,
    allowedOrigins: [
      ...['127.0.0.1', 'localhost', settings.CALLWRIGHT_HOST].map((host) => `http://${host}:${studioPort}`),
      ...(publicUrl ? [new URL(publicUrl).origin] : []),
    ],
    controlSecret: settings.CALLWRIGHT_CONTROL_SECRET,
    recordingsDir: join(dataDir, 'recordings'),
    promptsDir: join(dataDir, 'prompts'),
    ttsCacheDir: join(dataDir, 'tts-cache'),
    ttsCacheMaxMb: settings.CALLWRIGHT_TTS_CACHE_MB,
    ttsCacheKeepsPersonal: settings.CALLWRIGHT_TTS_CACHE_PERSONAL,
    speech,
    spoolDir: join(dataDir, 'spool'),
    snapshotFile: join(dataDir, 'media-directory.json'),
    takosFile: join(dataDir, 'takos-people.sealed'),
    callDefaults: callDefaults.parse(JSON.parse(settings.CALLWRIGHT_CALL_DEFAULTS)),
    soundProcesses: settings.CALLWRIGHT_SOUND_PROCESSES,
    asrWorkers: settings.CALLWRIGHT_ASR_WORKERS,
    codeWorkers: settings.CALLWRIGHT_CODE_WORKERS,
    codeTimeoutMs: settings.CALLWRIGHT_CODE_TIMEOUT_MS,
    maxCalls: settings.CALLWRIGHT_MAX_CALLS,
    allowPrivateUrls: settings.CALLWRIGHT_ALLOW_PRIVATE_URLS,
    allowPrivateHosts: settings.CALLWRIGHT_ALLOW_PRIVATE_HOSTS.split(',')
      .map((host) => host.trim())
      .filter((host) => host !== ''),
    fallback: {
      prompt: settings.CALLWRIGHT_FALLBACK_PROMPT || undefined,
      target: settings.CALLWRIGHT_FALLBACK_TARGET || undefined,
    },
    ice: {
      servers: settings.CALLWRIGHT_ICE_SERVERS,
      turnSecret: settings.CALLWRIGHT_TURN_SECRET ?? null,
      lifetimeS: settings.CALLWRIGHT_TURN_LIFETIME_S,
    },
    dumpsDir: join(dataDir, 'event-dumps'),
    logLevel: settings.CALLWRIGHT_LOG_LEVEL,
  };
};
