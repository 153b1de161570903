import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../setup/paths.mjs';

type Service = {
  readonly image?: string;
  readonly profiles?: readonly string[];
  readonly build?: { readonly dockerfile: string; readonly target: string };
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly volumes?: readonly string[];
};
type Compose = {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};

const read = (path: string) => readFileSync(join(repositoryRoot, path), 'utf8');
// The command line's own YAML library.
const { parse } = createRequire(join(repositoryRoot, 'apps', 'cli', 'package.json'))('yaml');
const { services, volumes }: Compose = parse(read('docker-compose.yml'));
const dockerfile = read('tools/docker/Dockerfile');
// PostgreSQL's own versions have two numbers.
const EXACT_VERSION = /^[\w./-]+:\d+\.\d+[\w.-]*$/;

/** `${NAME:-default}` as `<NAME>`. */
const withNames = (text: string): string => text.replace(/\$\{(\w+):-[^}]*\}/g, '<$1>');

describe('docker-compose.yml', () => {
  it('has every server and app', () => {
    expect(Object.keys(services).sort()).toEqual([
      'api',
      'drachtio',
      'media',
      'migrate',
      'postgres',
      'redis',
      'studio',
    ]);
  });

  it.each(Object.entries(services))(
    '%s comes from an exact version or from a target of the Dockerfile',
    (_, service) => {
      if (service.build) expect(dockerfile).toContain(` AS ${service.build.target}\n`);
      else expect(service.image).toMatch(EXACT_VERSION);
    },
  );

  it('publishes what people and calls need, and neither a database nor the admin port of drachtio', () => {
    const published = Object.entries(services).flatMap(([name, { ports = [] }]) =>
      ports.map((port) => `${name} ${withNames(port).replace('<BIND_ADDRESS>:', '')}`),
    );
    expect(published.sort()).toEqual([
      'api 3001:3001',
      'drachtio 5060:5060/tcp',
      'drachtio 5060:5060/udp',
      'media 3002:3002',
      'media 44390:44390/tcp',
      'media 44390:44390/udp',
      'media 44400:44400/tcp',
      'media 44400:44400/udp',
      'media <CALLWRIGHT_RTP_PORTS>:<CALLWRIGHT_RTP_PORTS>/udp',
      'media <MEDIA_SIP_PORT>:5060/tcp',
      'media <MEDIA_SIP_PORT>:5060/udp',
      'studio 3000:3000',
    ]);
  });

  it('publishes on the loopback unless it is told otherwise', () => {
    const ports = Object.values(services).flatMap((service) => service.ports ?? []);
    expect(ports.filter((port) => !/^\$\{BIND_ADDRESS:-127\.0\.0\.1\}:/.test(port))).toEqual([]);
  });

  it('holds no secret and no default for one', () => {
    const values = Object.values(services).flatMap(({ environment = {} }) => Object.entries(environment));
    const secrets = values.filter(([name]) => /SECRET|KEY|PASSWORD/.test(name));
    expect(secrets.length).toBeGreaterThan(3);
    for (const [name, value] of secrets) {
      const source = name.replace('CALLWRIGHT_DRACHTIO', 'DRACHTIO');
      expect(value).toMatch(new RegExp(`^\\$\\{${source}(:\\?[^}]*)?\\}$`));
    }
  });

  it('publishes the ports of sound that media is told to use, and not too many of them', () => {
    const { environment = {}, ports = [] } = services.media ?? {};
    const range = environment.CALLWRIGHT_RTP_PORTS ?? '';
    expect(ports.some((port) => port.endsWith(`:${range}:${range}/udp`))).toBe(true);
    const [first = 0, last = 0] = (/(\d+)-(\d+)\}$/.exec(range) ?? []).slice(1).map(Number);
    expect(last - first + 1).toBe(200);
  });

  it('has media work with the drachtio-server of the profile, when it is told to', () => {
    expect(services.drachtio?.profiles).toEqual(['sip']);
    expect(services.media?.environment?.DRACHTIO_URL).toMatch(/^\$\{DRACHTIO_URL:-\}$/);
    expect(services.media?.environment?.CALLWRIGHT_DRACHTIO_SECRET).toBe(
      services.drachtio?.environment?.DRACHTIO_SECRET?.replace(/:\?.*\}$/, '}'),
    );
    const told = /^ {2}# {3}DRACHTIO_URL=(\S+)$/m.exec(read('docker-compose.yml'))?.[1] ?? '';
    expect(Object.keys(services)).toContain(new URL(told).hostname);
  });

  it('names only services and volumes that it has', () => {
    for (const service of Object.values(services)) {
      for (const name of Object.keys(service.depends_on ?? {})) expect(services).toHaveProperty(name);
      for (const volume of service.volumes ?? []) expect(volumes).toHaveProperty(volume.split(':')[0] ?? '');
    }
  });
});

it('builds on images of exact versions', () => {
  const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image = '']) => image);
  const stages = new Set([...dockerfile.matchAll(/ AS (\S+)$/gm)].map(([, stage]) => stage));
  const outside = bases.filter((image) => !stages.has(image));
  expect(outside.length).toBeGreaterThan(0);
  for (const image of outside) expect(image).toMatch(EXACT_VERSION);
});
