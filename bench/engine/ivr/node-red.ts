import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Journal } from '../journal.js';
import type { Contender } from './contender.js';
import { prepareCalls, type Take } from './node-red-calls.js';

type Message = Readonly<Record<string, unknown>>;
type Runtime = {
  readonly version: () => string;
  init(settings: Message): void;
  start(): Promise<void>;
  stop(): Promise<void>;
  readonly nodes: { getNode(id: string): { receive(message: Message): void } | null };
  readonly events: { on(name: 'flows:started', listener: () => void): void };
  readonly hooks: { add(name: 'onReceive.count', hook: (received: unknown) => void): void; remove(name: string): void };
};

/** Calls under way at once: enough that no node waits for work, which more do not change. */
const CALLS_AT_ONCE = 100;

/** The Node-RED runtime in this process, without editor, admin API or a port. */
export const createNodeRed = async (folder: string, version: string): Promise<Contender> => {
  const userDir = mkdtempSync(join(tmpdir(), 'callwright-bench-node-red-'));
  // It looks here for nodes that a user has added.
  writeFileSync(join(userDir, 'package.json'), '{ "private": true }');
  const journals = new Map<string, Journal>();
  const runtime = await startRuntime(folder, userDir, journals);
  const entrance = runtime.nodes.getNode('event');
  if (!entrance) throw new Error('The Node-RED flow did not start.');
  const take: Take = (event, callId) => entrance.receive({ callId, event });
  return {
    name: 'nodeRed',
    version,
    callsAtOnce: CALLS_AT_ONCE,
    prepare: (calls) => prepareCalls(calls, journals, take),
    countInvocations: async (calls) => {
      const run = prepareCalls(calls, journals, take);
      await run();
      let count = 0;
      // A hook without a parameter would be waited for.
      runtime.hooks.add('onReceive.count', (_received) => {
        count += 1;
      });
      await run();
      runtime.hooks.remove('onReceive.count');
      return count;
    },
    close: async () => {
      await runtime.stop();
      rmSync(userDir, { recursive: true, force: true });
    },
  };
};

const startRuntime = async (folder: string, userDir: string, journals: ReadonlyMap<string, Journal>) => {
  const runtime = createRequire(join(folder, 'package.json'))('node-red') as Runtime;
  const started = new Promise<void>((resolve) => runtime.events.on('flows:started', resolve));
  runtime.init({
    userDir,
    flowFile: join(folder, 'ivr-flow.json'),
    readOnly: true,
    httpAdminRoot: false,
    httpNodeRoot: false,
    disableEditor: true,
    credentialSecret: false,
    telemetry: { enabled: false, updateNotification: false },
    externalModules: { autoInstall: false, palette: { allowInstall: false }, modules: { allowInstall: false } },
    logging: { console: { level: 'error', metrics: false, audit: false } },
    functionGlobalContext: { journals },
  });
  await runtime.start();
  await started;
  return runtime;
};
