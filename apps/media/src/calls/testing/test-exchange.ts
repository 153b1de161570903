import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '@callwright/flow-engine/testing';
import {
  API_KEY_PREFIX,
  AppError,
  type CallDefaults,
  type CallId,
  callDefaults,
  callId,
  type DialPolicy,
  dialPolicy,
  type EndpointApplication,
  endpointId,
  type FlowDefinition,
  type FlowEntry,
  type FlowRef,
  flowId,
  type JournalLine,
  type PlatformFallback,
  type Scope,
  type WorkspaceId,
  workspaceId,
} from '@callwright/protocol';
import { expect } from 'vitest';
import { CachedDirectory } from '../../control/directory.js';
import type { Snapshot } from '../../control/snapshot-file.js';
import { systemClock } from '../../platform/clock.js';
import type { Log } from '../../platform/logging.js';
import { settle } from '../../platform/settle.js';
import { CallRegistry, type CallRegistryParts } from '../call-registry.js';
import type { FlowServices } from '../effect-desk.js';
import { FakeSound } from '../fake-sound.js';
import type { Principal } from '../principal.js';
import { RemoteDriver } from '../remote-driver.js';
import { createSpeechKeys } from '../speech-keys.js';
import type { DialSocket } from '../streams/dial-socket.js';
import { FakeDialler } from './fake-dialler.js';
import { FakeLeg, type FakeLegOptions } from './fake-leg.js';
import type { FakePhone } from './fake-phone.js';
import { FakeServices } from './fake-services.js';
import { RecordedStories } from './recorded-stories.js';
import { TestCall } from './test-call.js';
import { expectWholeConversation, expectWholeStory } from './whole-story.js';

/** The workspace everything in a test exchange belongs to. */
export const HOME: WorkspaceId = workspaceId.parse('home');
/** A key that may call lines. */
export const starter: Principal = { kind: 'key', workspaceId: HOME, scopes: ['calls:start'] };
/** A key that may drive calls itself. */
export const controller: Principal = { kind: 'key', workspaceId: HOME, scopes: ['calls:start', 'calls:control'] };
/** Who has shown nothing. */
export const stranger: Principal = { kind: 'stranger' };
/** A call token for one callee. */
export const tokenFor = (callee: string): Principal => ({
  kind: 'token',
  claims: { workspaceId: HOME, callee, expiresAtMs: Number.MAX_SAFE_INTEGER },
});

const DIAL_POLICY = dialPolicy.parse({});
const DEFAULTS = callDefaults.parse({ recorder: {}, vad: {}, asr: {}, tts: {} });

/** No file is waited for longer, on however busy a machine. */
const FILE_TIMEOUT_MS = 20_000;

/** How an exchange differs from a plain one. */
export type TestExchangeOptions = {
  readonly maxCalls?: number;
  readonly maxQueueLength?: number;
  readonly defaults?: CallDefaults;
  readonly fallback?: PlatformFallback;
  /** Default: {@link TestExchange.services}. */
  readonly services?: FlowServices;
  /** Secrets in which workspaces keep keys of speech providers, as the speech file names them. */
  /** How its dial policy differs from the one a workspace begins with. */
  readonly policy?: Partial<DialPolicy>;
  readonly speechSecrets?: Readonly<Record<string, string>>;
};

/** How a line of an exchange differs from a plain one. */
export type TestLineOptions = {
  readonly isPublic?: boolean;
  readonly defaults?: CallDefaults;
  /** Flows that its flow may call, by key. */
  readonly subflows?: Readonly<Record<string, FlowDefinition>>;
  /** Who is told of telephone calls that wait for a client. */
  readonly webhookUrl?: string;
  /** Who decides where no flow does; see {@link TestExchange.applicationDriverOf}. */
  readonly application?: EndpointApplication;
};

/**
 * Whole calls in memory: the real registry, sessions, drivers and engine between fake sound and fake legs, on a clock
 * that stands still until told. `finish` belongs into `afterEach`.
 */
export class TestExchange {
  readonly clock = new FakeClock(1_700_000_000_000);
  readonly sound = new FakeSound(this.clock);
  readonly stories = new RecordedStories();
  readonly directory = new CachedDirectory();
  readonly recordingsDir = mkdtempSync(join(tmpdir(), 'callwright-calls-'));
  readonly services = new FakeServices();
  /** Whoever is called who is no line of the exchange's. */
  readonly dialler = new FakeDialler();
  /** Codes of what the policy refused. */
  readonly refusedDials: string[] = [];
  /** All that was logged, as JSON. */
  readonly logged: string[] = [];
  /** What the api answers when it is asked for a secret in which a workspace keeps a key. */
  speechSecret: (workspace: WorkspaceId, name: string) => Promise<string | null> = async () => null;
  /** Drives the calls of lines that have an application. */
  applicationDriverOf: CallRegistryParts['applicationDriverOf'] = () => new RemoteDriver();
  /** Where streams of calls lead; nowhere, until a test says so. */
  dialSocket: DialSocket = async () => {
    throw new AppError('http.network', 'No server is there.');
  };
  readonly registry: CallRegistry;
  readonly #calls: TestCall[] = [];
  readonly #drafts = new Map<string, FlowEntry>();
  #snapshot: Snapshot = { type: 'snapshot', endpoints: [], flows: [], keys: [] };
  #draftsHeld: Promise<void> | null = null;
  #idCount = 0;

  constructor(options: TestExchangeOptions = {}) {
    const { maxCalls = 20, maxQueueLength = 100, defaults = DEFAULTS, fallback = {}, services, policy = {} } = options;
    const log = logInto(this.logged);
    const speechKeys = createSpeechKeys({
      secrets: options.speechSecrets ?? {},
      get: (workspace, name) => this.speechSecret(workspace, name),
      clock: this.clock,
      log,
    });
    this.registry = new CallRegistry({
      applicationDriverOf: (application, workspaceId, log) => this.applicationDriverOf(application, workspaceId, log),
      sound: this.sound,
      directory: {
        endpoint: (name, workspace) => this.directory.endpoint(name, workspace),
        published: (workspace, id) => this.directory.published(workspace, id),
        draft: async (_workspace, id) => {
          await this.#draftsHeld;
          return this.#drafts.get(id) ?? null;
        },
      },
      reporter: this.stories,
      clock: this.clock,
      newId: () => `n${++this.#idCount}`,
      log,
      defaults,
      recordingsDir: this.recordingsDir,
      maxCalls,
      maxQueueLength,
      dialling: {
        dialler: this.dialler,
        policyOf: () => ({ ...DIAL_POLICY, ...policy }),
        isOwnPhone: (target) => this.dialler.ownPhones.has(target),
        onRefused: (code) => this.refusedDials.push(code),
      },
      services: {
        ...{ forWorkspace: () => services ?? this.services, newSeed: () => 7, fallback, speechKeys },
        dialSocket: (url, events, signal) => this.dialSocket(url, events, signal),
      },
    });
  }

  /** Calls that a test has dialled; those made by transfers are in `stories`. */
  get calls(): readonly TestCall[] {
    return this.#calls;
  }

  /** A published flow, on a line of the same name; null: a line on which nothing answers. The last of a name counts. */
  line(name: string, flow: FlowDefinition | null, options: TestLineOptions = {}): void {
    const { isPublic = false, defaults = {}, subflows = {}, webhookUrl, application } = options;
    const id = flowId.parse(`flow-${name}`);
    const ways = {
      ...{ isPublic, defaults, ...(webhookUrl === undefined ? {} : { webhookUrl }) },
      ...(application && { application }),
    };
    const endpoint = { id: endpointId.parse(`line-${name}`), workspaceId: HOME, name, ...ways };
    const { flows } = this.#snapshot;
    const endpoints = this.#snapshot.endpoints.filter((one) => one.name !== name);
    this.#snapshot = {
      ...this.#snapshot,
      endpoints: [...endpoints, { ...endpoint, flowId: flow ? id : null }],
      flows: flow ? [...flows, entryOf(id, flow, { version: 1, draftRevision: null }, subflows)] : flows,
    };
    this.directory.update(this.#snapshot);
  }

  /** A key of the workspace. @returns what its bearer shows */
  key(...scopes: readonly Scope[]): string {
    return this.#addKey(HOME, scopes);
  }

  #addKey(owner: WorkspaceId, scopes: readonly Scope[]): string {
    const key = `${API_KEY_PREFIX}_test_${++this.#idCount}`;
    const keyHash = createHash('sha256').update(key).digest('hex');
    const { keys } = this.#snapshot;
    this.#snapshot = { ...this.#snapshot, keys: [...keys, { keyHash, workspaceId: owner, scopes: [...scopes] }] };
    this.directory.update(this.#snapshot);
    return key;
  }

  /** A key of another workspace, which has nothing else. @returns what its bearer shows */
  foreignKey(...scopes: readonly Scope[]): string {
    return this.#addKey(workspaceId.parse('abroad'), scopes);
  }

  /** A flow that has only a draft; called as `flow:<name>@draft`. */
  draft(name: string, flow: FlowDefinition): void {
    this.#drafts.set(name, entryOf(flowId.parse(name), flow, { version: null, draftRevision: 3 }));
  }

  /** Makes the answer to "what is the draft" wait until the function it returns is called. */
  holdDrafts(): () => void {
    let release: () => void = () => undefined;
    this.#draftsHeld = new Promise((resolve) => {
      release = resolve;
    });
    return () => release();
  }

  /** A leg nobody has taken in yet. */
  leg(to: string, options: Partial<FakeLegOptions> = {}): FakeLeg {
    return new FakeLeg({ callId: callId.parse(`t-${++this.#idCount}`), to, ...options });
  }

  /** Calls, and waits until it is answered and sound flows. @throws AppError as {@link CallRegistry.accept} */
  async call(to: string, principal: Principal = starter, options: Partial<FakeLegOptions> = {}): Promise<TestCall> {
    const call = await this.begin(this.leg(to, options), principal);
    await this.pass(this.sound.world.connectMs ?? 0);
    return call;
  }

  /** Hands a leg in. @throws AppError as {@link CallRegistry.accept} */
  async begin(leg: FakeLeg, principal: Principal = starter): Promise<TestCall> {
    const session = await this.registry.accept(leg, principal);
    const call = new TestCall(leg, session, { stories: this.stories, sound: this.sound });
    this.#calls.push(call);
    await settle();
    return call;
  }

  /** Lets time pass, and everything be done that is due on the way. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.clock.nowMs() + ms;
    await settle();
    for (let due = this.clock.nextDueMs; due !== null && due <= untilMs; due = this.clock.nextDueMs) {
      this.clock.advance(due - this.clock.nowMs());
      await settle();
    }
    this.clock.advance(untilMs - this.clock.nowMs());
    await settle();
  }

  /** Lets time pass until something holds. @throws Error when it does not come to hold within ten minutes */
  async until(holds: () => boolean): Promise<void> {
    const untilMs = this.clock.nowMs() + 600_000;
    await settle();
    const fileUntilMs = systemClock.monotonicMs() + FILE_TIMEOUT_MS;
    while (!holds()) {
      const due = this.clock.nextDueMs;
      if (due !== null && due <= untilMs) await this.pass(due - this.clock.nowMs());
      // With nothing due, what is waited for can only be a file.
      else if (systemClock.monotonicMs() < fileUntilMs) await settle();
      else throw new Error('It does not come to pass.');
    }
  }

  /** Whoever is called by this number or name, once they are. @throws Error when they never are */
  async phone(target: string): Promise<FakePhone> {
    await this.until(() => this.dialler.phones.some((one) => one.to === target && one.isCalled));
    return this.dialler.phone(target);
  }

  /** The journal of a call, whoever made it. */
  journal(id: CallId): readonly JournalLine[] {
    return this.stories.of(id).lines;
  }

  /** Ends what is left, and checks what holds for every call and for the process after them. */
  async finish(): Promise<void> {
    const stopped = this.registry.stop();
    await this.pass(10_000);
    await stopped;
    rmSync(this.recordingsDir, { recursive: true, force: true });
    for (const story of this.stories.all.values()) expectWholeStory(story, this.#entryOf(story.start?.flow ?? null));
    for (const { leg } of this.#calls) {
      expectWholeConversation(leg.events);
      expect(leg.closeCount).toBe(1);
    }
    expect(this.registry.liveCount).toBe(0);
    expect(this.sound.openCount, 'streams left open').toBe(0);
    expect(this.sound.rooms.count, 'rooms left open').toBe(0);
    expect(this.registry.roomCount, 'queues and conferences left').toBe(0);
    expect(this.clock.timerCount, 'timers left running').toBe(0);
  }

  #entryOf(ref: FlowRef | null): FlowEntry | null {
    if (!ref) return null;
    const entry = ref.version === null ? this.#drafts.get(ref.flowId) : this.directory.published(HOME, ref.flowId);
    return entry ?? null;
  }
}

function logInto(lines: string[]): Log {
  const write = (fields: object, message: string): void => void lines.push(JSON.stringify({ ...fields, message }));
  const log: Log = { debug: write, info: write, warn: write, error: write, child: () => log };
  return log;
}

const entryOf = (
  id: FlowEntry['ref']['flowId'],
  flow: FlowDefinition,
  at: Omit<FlowRef, 'flowId'>,
  subflows: Readonly<Record<string, FlowDefinition>> = {},
): FlowEntry => ({
  ref: { flowId: id, ...at },
  workspaceId: HOME,
  name: id,
  flow,
  subflows: Object.entries(subflows).map(([key, called]) => ({ key, name: key, flow: called })),
});
