import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createOutboundClient, createServerAddresses } from '@callwright/outbound';
import type { MediaMessage, WorkspaceId } from '@callwright/protocol';
import { CallRegistry, type PlatformServices } from './calls/call-registry.js';
import type { Directory } from './calls/destination.js';
import { PooledSound } from './calls/pooled-sound.js';
import { RecordingRecovery } from './calls/recording-recovery.js';
import { createSpeechKeys } from './calls/speech-keys.js';
import { createSocketDialler } from './calls/streams/dial-socket.js';
import { CodePool } from './code/code-pool.js';
import { CachedSecrets } from './control/cached-secrets.js';
import { ControlLink } from './control/control-link.js';
import { CachedDirectory } from './control/directory.js';
import { Outbox } from './control/outbox.js';
import { SnapshotFile } from './control/snapshot-file.js';
import { Spool } from './control/spool.js';
import { forkSound } from './link/fork-sound.js';
import type { SoundConfig } from './link/messages.js';
import { createSoundPool, type SoundPeer, type SoundPool } from './link/sound-pool.js';
import { systemClock } from './platform/clock.js';
import type { MediaConfig } from './platform/config.js';
import { type HttpServer, type HttpServerOptions, jsonAnswer, listen } from './platform/http-server.js';
import { newSeed, newUuid } from './platform/ids.js';
import type { Log } from './platform/logging.js';
import { createMetrics, type Metrics } from './platform/metrics.js';
import { openlySent } from './platform/speech-settings.js';
import { createSpeechPreviews } from './speech-preview.js';
import { createProtocols, type Protocols, type ProtocolsOptions } from './start-protocols.js';
import { createTelephony, type TelephonySide } from './start-telephony.js';
import { addTelephonyMetrics } from './telephony-metrics.js';

/** A media process that runs. */
export type MediaProcess = { readonly port: number; readonly stop: () => Promise<void> };

type Hello = Extract<MediaMessage, { type: 'hello' }>;

const VERSION = '0.1.0';

/**
 * Puts the call process together and starts it: sound processes, control link, adapters, HTTP port. Resolves when
 * calls are welcome.
 * @throws Error when a port is taken or no sound process comes up
 */
export const startMediaProcess = async (config: MediaConfig, log: Log): Promise<MediaProcess> => {
  // What was said in calls, and what was said to callers by name, is for the eyes of its owner alone.
  for (const dir of [config.recordingsDir, config.ttsCacheDir]) mkdirSync(dir, { recursive: true, mode: 0o700 });
  mkdirSync(config.promptsDir, { recursive: true });
  for (const provider of openlySent(config.speech.providers))
    log.warn({ provider }, 'the key of a speech provider is sent unencrypted to another machine');
  const { sound, pool } = createSound(config, log);
  const directory = new CachedDirectory();
  const outbox = new Outbox({ clock, newId: newUuid, log, spool: new Spool({ dir: config.spoolDir, log }) });
  const processId = newUuid();
  let port = config.port;
  const link: ControlLink = new ControlLink({
    apiUrl: config.apiUrl,
    controlSecret: config.controlSecret,
    hello: () => helloOf({ processId, host: config.host, port, registry, pool }),
    directory,
    outbox,
    snapshots: new SnapshotFile(config.snapshotFile, log),
    onHangup: (callId, reason) => void registry.get(callId)?.close({ reason, initiator: 'api' }),
    onPlaceCall: async (call) => registry.telephone.place(call),
    onExamineTrunk: (trunkId) => telephony.examine(trunkId),
    onSpeak: (...text) => createSpeechPreviews({ pool, config, speechKeys: services.platform.speechKeys })(...text),
    clock,
    newId: newUuid,
    log,
  });
  const services = createServices(config, log, (workspaceId, name) => link.fetchSecret(workspaceId, name));
  const telephony = createTelephony({
    ...{ config, directory: directory.telephony, clock, log },
    ...{ registry: () => registry, metrics: () => metrics, tell: (message) => link.tell(message) },
  });
  const protocols = createProtocols({
    ...{ config, directory, clock, log, registry: () => registry },
    ...{ secret: services.secret, onRefused: (code) => metrics.refused(code) },
  });
  const registry: CallRegistry = new CallRegistry({
    applicationDriverOf: protocols.applicationDriverOf,
    ...{ sound, dialling: telephony.dialling, directory: directoryOf(directory, link), reporter: outbox },
    ...{ clock, newId: newUuid, log, defaults: config.callDefaults },
    ...{ recordingsDir: config.recordingsDir, maxCalls: config.maxCalls },
    services: services.platform,
    onEnded: ({ hasFailed }) => metrics.callEnded(hasFailed),
  });
  const recovery = createRecovery(config, log, { registry, outbox });
  const metrics = createMetrics(metricSources(registry, outbox, pool));
  addMetrics(metrics, { telephony, protocols, registry, pool });
  const http = await startAll(
    pool,
    { telephony, protocols },
    {
      host: config.host,
      port: config.port,
      routes: routesOf({ pool, link, directory, metrics }),
      upgrade: protocols.upgrade,
      request: protocols.request,
      log,
    },
  );
  port = http.port;
  link.open();
  recovery.start();
  const stop = async () => {
    recovery.close();
    await registry.stop();
    for (const parts of [[protocols, services, telephony], [link]])
      await Promise.all(parts.map((part) => part.close()));
    await pool.stop();
    await http.close();
  };
  return { port, stop };
};

type MetricParts = Pick<HelloParts, 'registry' | 'pool'> & {
  readonly telephony: TelephonySide;
  readonly protocols: Protocols;
};

const addMetrics = (metrics: Metrics, { telephony, protocols, registry, pool }: MetricParts): void => {
  addTelephonyMetrics(metrics, () => telephony.counts());
  metrics.addGauge({
    ...{ name: 'callwright_protocol_open', help: 'What protocols hold open at this time', label: 'kind' },
    read: protocols.counts,
  });
  metrics.addGauge({
    ...{ name: 'callwright_sound_open', help: 'Streams of sound, and rooms calls are in together', label: 'kind' },
    read: () => ({ streams: sumOf(pool, ({ calls }) => calls), rooms: registry.roomCount }),
  });
};

const createRecovery = (
  { recordingsDir }: MediaConfig,
  log: Log,
  { registry, outbox }: { readonly registry: CallRegistry; readonly outbox: Outbox },
): RecordingRecovery =>
  new RecordingRecovery({
    recordingsDir,
    clock,
    log,
    isLive: (callId) => registry.get(callId) !== undefined,
    report: (callId, end) => outbox.ended(callId, end),
  });

type HelloParts = {
  readonly processId: string;
  readonly host: string;
  readonly port: number;
  readonly registry: CallRegistry;
  readonly pool: SoundPool;
};

const helloOf = ({ processId, host, port, registry, pool }: HelloParts): Hello => {
  const speech = pool.peers()[0]?.speech ?? null;
  return {
    type: 'hello',
    processId,
    version: VERSION,
    mediaUrl: `http://${reachableHost(host)}:${port}`,
    liveCallIds: [...registry.liveIds],
    ...(speech && { speech }),
  };
};

// A port that is taken must not leave sound processes behind.
const startAll = async (
  pool: SoundPool,
  { telephony, protocols }: { readonly telephony: TelephonySide; readonly protocols: Protocols },
  options: HttpServerOptions,
): Promise<HttpServer> => {
  try {
    await pool.start();
    await telephony.start();
    await protocols.start();
    return await listen(options);
  } catch (error) {
    await Promise.all([protocols.close(), telephony.close(), pool.stop()]);
    throw error;
  }
};

// Who listens on every address is reached, without further word, by the loopback.
const reachableHost = (host: string): string => (host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host);

const clock = systemClock;

const createSound = (config: MediaConfig, log: Log) => {
  const sound = new PooledSound(log, clock);
  const entry = fileURLToPath(new URL('./sound.main.js', import.meta.url));
  const pool = createSoundPool({
    count: config.soundProcesses,
    spawn: (index) => forkSound(entry, soundConfig(config, index)),
    clock,
    log,
    onEvent: sound.onEvent,
    onRelayed: sound.onRelayed,
    onLanes: sound.onLanes,
    onLost: sound.onLost,
  });
  sound.connect(pool);
  return { sound, pool };
};

/** What flows may ask of the platform, and its end. */
const createServices = (
  config: MediaConfig,
  log: Log,
  fetchSecret: (workspaceId: WorkspaceId, name: string) => Promise<string | null>,
): {
  readonly platform: PlatformServices;
  readonly secret: ProtocolsOptions['secret'];
  readonly close: () => Promise<unknown>;
} => {
  const outbound = createOutboundClient({ clock, allowPrivate: config.allowPrivateHosts });
  const addressesOf = createServerAddresses({ allowPrivate: config.allowPrivateHosts });
  const code = new CodePool({ workers: config.codeWorkers, timeoutMs: config.codeTimeoutMs, clock, log });
  const secrets = new CachedSecrets(fetchSecret, clock);
  return {
    secret: (workspaceId, name) => secrets.get(workspaceId, name),
    platform: {
      forWorkspace: (workspaceId) => ({
        send: (request, signal) => outbound.send({ ...request, owner: workspaceId }, signal),
        runCode: (run, signal) => code.run(run, signal),
        secret: (name) => secrets.get(workspaceId, name),
      }),
      newSeed,
      dialSocket: createSocketDialler({ clock, addressesOf }),
      fallback: config.fallback,
      speechKeys: createSpeechKeys({
        secrets: config.speech.secrets,
        get: (workspaceId, name) => secrets.get(workspaceId, name),
        clock,
        log,
      }),
    },
    close: () => Promise.all([outbound.close(), code.close()]),
  };
};

const metricSources = (registry: CallRegistry, outbox: Outbox, pool: SoundPool) => ({
  liveCalls: () => registry.liveCount,
  journalBacklog: () => outbox.backlog,
  journalDropped: () => outbox.droppedCount,
  soundProcesses: () => pool.peers().length,
  lateTicks: () => sumOf(pool, ({ lateTicks }) => lateTicks),
  speechHits: () => sumOf(pool, ({ speechCache }) => speechCache?.hits ?? 0),
  speechMisses: () => sumOf(pool, ({ speechCache }) => speechCache?.misses ?? 0),
  // All processes share one folder.
  speechCacheBytes: () => Math.max(0, ...pool.peers().map(({ speechCache }) => speechCache?.sizeBytes ?? 0)),
});

const sumOf = (pool: SoundPool, count: (peer: SoundPeer) => number): number =>
  pool.peers().reduce((sum, peer) => sum + count(peer), 0);

const soundConfig = (config: MediaConfig, index: number): SoundConfig => ({
  index,
  host: config.host,
  webrtcPort: config.webrtcPort === 0 ? 0 : config.webrtcPort + index,
  publicAddress: config.publicAddress,
  rtpPorts: { ...config.rtpPorts, share: index / config.soundProcesses },
  rtpGoneAfterMs: config.rtpGoneAfterMs,
  recordingsDir: config.recordingsDir,
  promptsDir: config.promptsDir,
  ttsCacheDir: config.ttsCacheDir,
  ttsCacheMaxMb: config.ttsCacheMaxMb,
  ttsCacheKeepsPersonal: config.ttsCacheKeepsPersonal,
  speech: { providers: config.speech.providers, keys: config.speech.keys },
  asrWorkers: config.asrWorkers,
  allowPrivateUrls: config.allowPrivateUrls,
  logLevel: config.logLevel,
});

const directoryOf = (cached: CachedDirectory, link: ControlLink): Directory => ({
  endpoint: (name, workspaceId) => cached.endpoint(name, workspaceId),
  published: (workspaceId, flowId) => cached.published(workspaceId, flowId),
  draft: (workspaceId, flowId) => link.fetchDraft(workspaceId, flowId),
});

type RouteParts = {
  readonly pool: SoundPool;
  readonly link: ControlLink;
  readonly directory: CachedDirectory;
  readonly metrics: Metrics;
};

const routesOf = ({ pool, link, directory, metrics }: RouteParts) => ({
  '/health': () => jsonAnswer(200, { status: 'ok' }),
  '/ready': () => {
    const soundProcesses = pool.peers().length;
    const webrtc = pool.peers().some((peer) => peer.webrtc);
    const isReady = soundProcesses > 0 && webrtc && directory.isKnown;
    return jsonAnswer(isReady ? 200 : 503, {
      soundProcesses,
      webrtc,
      control: link.isConnected,
      directory: directory.isKnown,
    });
  },
  '/metrics': async () => {
    const { contentType, text } = await metrics.render();
    return { status: 200, contentType, body: text };
  },
});
