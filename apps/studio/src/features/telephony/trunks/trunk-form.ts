import {
  type CreateTrunk,
  createTrunk,
  type SipCodec,
  type SipTransport,
  type TrunkResource,
  trunkSettings,
  type UpdateTrunk,
  updateTrunk,
} from '@callwright/protocol';
import { ZodError } from 'zod';

/** One of a trunk's machines, as its form asks for it. */
export type GatewayForm = {
  /** Tells rows apart. */
  readonly key: number;
  readonly host: string;
  /** Empty: looked up. */
  readonly port: string;
  readonly transport: SipTransport;
  readonly priority: number;
};

/** A name and a password, which is never shown: empty, the one that is kept stays. */
export type CredentialsForm = { readonly username: string; readonly password: string; readonly hasPassword: boolean };

/** A trunk as its form asks for it. Lists are texts with one entry a line; numbers are as they were typed. */
export type TrunkForm = {
  readonly name: string;
  readonly gateways: readonly GatewayForm[];
  readonly auth: CredentialsForm;
  readonly registers: boolean;
  readonly inboundAddresses: string;
  readonly inboundAuth: CredentialsForm;
  readonly callerId: string;
  readonly passesCallerId: boolean;
  readonly numberFormat: CreateTrunk['numberFormat'];
  readonly maxCalls: string;
  readonly routePrefixes: string;
  readonly dialPrefix: string;
  readonly outboundProxy: string;
  readonly fromDomain: string;
  readonly registerExpiresSeconds: string;
  readonly sessionExpiresSeconds: string;
  /** Those that are used, the best first. */
  readonly codecs: readonly SipCodec[];
  readonly srtp: CreateTrunk['srtp'];
  readonly keys: CreateTrunk['keys'];
  readonly checksHealth: boolean;
  readonly headers: string;
};

// Lower goes first; a number of the middle leaves room on both sides.
const FIRST_PRIORITY = 10;
const STEP = 10;

/** The form of a trunk, or of a new one. */
export const trunkFormOf = (trunk: TrunkResource | null): TrunkForm => {
  const settings = trunk ?? trunkSettings.parse({ name: '-', gateways: [{ host: '-' }] });
  return {
    name: trunk?.name ?? '',
    gateways: trunk ? gatewaysOf(trunk) : [newGateway(0)],
    auth: credentialsOf(trunk?.auth),
    registers: settings.registers,
    inboundAddresses: settings.inboundAddresses.join('\n'),
    inboundAuth: credentialsOf(trunk?.inboundAuth),
    callerId: settings.callerId ?? '',
    passesCallerId: settings.passesCallerId,
    numberFormat: settings.numberFormat,
    maxCalls: String(settings.maxCalls),
    routePrefixes: settings.routePrefixes.join('\n'),
    dialPrefix: settings.dialPrefix,
    outboundProxy: settings.outboundProxy ?? '',
    fromDomain: settings.fromDomain ?? '',
    registerExpiresSeconds: String(settings.registerExpiresSeconds),
    sessionExpiresSeconds: String(settings.sessionExpiresSeconds),
    codecs: settings.codecs,
    srtp: settings.srtp,
    keys: settings.keys,
    checksHealth: settings.checksHealth,
    headers: Object.entries(settings.headers)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n'),
  };
};

/** A row for another machine, behind those there are. @param key not used by another row */
export const newGateway = (key: number, before?: GatewayForm): GatewayForm => ({
  key,
  host: '',
  port: '',
  transport: before?.transport ?? 'udp',
  priority: before ? Math.min(100, before.priority + STEP) : FIRST_PRIORITY,
});

/** A new trunk. @throws ZodError with what is wrong in which field */
export const createdTrunk = (form: TrunkForm): CreateTrunk =>
  createTrunk.parse({
    ...settingsOf(form),
    outboundProxy: textOr(form.outboundProxy, undefined),
    fromDomain: textOr(form.fromDomain, undefined),
    callerId: textOr(form.callerId, undefined),
    auth: newCredentials(form.auth),
    inboundAuth: newCredentials(form.inboundAuth),
  });

/** A change of a trunk to all that the form says. @throws ZodError with what is wrong in which field */
export const changedTrunk = (form: TrunkForm): UpdateTrunk =>
  updateTrunk.parse({
    ...settingsOf(form),
    outboundProxy: textOr(form.outboundProxy, null),
    fromDomain: textOr(form.fromDomain, null),
    callerId: textOr(form.callerId, null),
    auth: changedCredentials(form.auth),
    inboundAuth: changedCredentials(form.inboundAuth),
  });

/** A text with one entry a line, or with commas between, as a list. */
export const listOf = (text: string): readonly string[] =>
  text
    .split(/[\n,]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

const settingsOf = (form: TrunkForm) => ({
  name: form.name,
  gateways: inOrder(form.gateways).map(({ host, port, transport, priority }) => ({
    host,
    ...(port.trim() !== '' && { port: Number(port) }),
    transport,
    priority,
  })),
  registers: form.registers,
  registerExpiresSeconds: Number(form.registerExpiresSeconds),
  inboundAddresses: listOf(form.inboundAddresses),
  passesCallerId: form.passesCallerId,
  numberFormat: form.numberFormat,
  dialPrefix: form.dialPrefix.trim(),
  routePrefixes: listOf(form.routePrefixes),
  codecs: form.codecs,
  srtp: form.srtp,
  keys: form.keys,
  maxCalls: Number(form.maxCalls),
  checksHealth: form.checksHealth,
  sessionExpiresSeconds: Number(form.sessionExpiresSeconds),
  headers: headersOf(form.headers),
});

const gatewaysOf = ({ gateways }: TrunkResource): readonly GatewayForm[] =>
  gateways
    .map(({ host, port, transport, priority }, key) => ({
      key,
      host,
      port: port ? String(port) : '',
      transport,
      priority,
    }))
    .sort((a, b) => a.priority - b.priority);

// Two of one priority share the calls, which stays so until somebody puts the rows in another order.
const inOrder = (gateways: readonly GatewayForm[]): readonly GatewayForm[] => {
  const isInOrder = gateways.every(({ priority }, at) => priority >= (gateways[at - 1]?.priority ?? 0));
  return isInOrder ? gateways : gateways.map((gateway, at) => ({ ...gateway, priority: (at + 1) * STEP }));
};

const textOr = <None>(text: string, none: None): string | None => text.trim() || none;

const credentialsOf = (shown: TrunkResource['auth'] | undefined): CredentialsForm => ({
  username: shown?.username ?? '',
  password: '',
  hasPassword: shown?.hasPassword ?? false,
});

const newCredentials = ({ username, password }: CredentialsForm) =>
  username.trim() === '' ? null : { username: username.trim(), password };

const changedCredentials = ({ username, password, hasPassword }: CredentialsForm) =>
  username.trim() === '' ? null : { username: username.trim(), ...((password !== '' || !hasPassword) && { password }) };

const headersOf = (text: string): Readonly<Record<string, string>> => {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.some((line) => !/^[^:\s]+\s*:/.test(line)))
    throw new ZodError([{ code: 'custom', path: ['headers'], message: 'Name: value', input: text }]);
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).trim(), line.slice(line.indexOf(':') + 1).trim()]),
  );
};
