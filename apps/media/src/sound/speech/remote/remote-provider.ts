import { primarySubtag } from '@callwright/protocol';
import type { Clock } from '../../../platform/clock.js';
import type { Log } from '../../../platform/logging.js';
import type { TranscriptionProvider } from '../asr/port.js';
import type { OpenLine } from './line.js';
import { RemoteClient } from './remote-client.js';
import type { RemoteRules } from './remote-session.js';
import { SocketLine, type SocketService } from './socket-line.js';

/** What every remote provider runs on. `apiKey` is that of the settings; a call may bring its workspace's own. */
export type RemoteDeps = { readonly clock: Clock; readonly log: Log; readonly apiKey: string | null };

/** What all definitions of remote recognisers share. */
export type RemoteDefinition = {
  readonly name: string;
  readonly languages?: readonly string[];
  readonly timeoutMs?: number;
};

/** What one kind of remote recogniser is. */
export type RemoteKind = Omit<RemoteRules, 'languages'> & {
  readonly openLine: OpenLine;
  /** See {@link RemoteClient}; default false. */
  readonly isOneShot?: boolean;
  /** See `TranscriptionCapabilities`. */
  readonly wordTimes?: boolean;
  readonly partials?: boolean;
  /** Ends what all clients share. */
  readonly close?: () => void;
};

const DEFAULT_TIMEOUT_MS = 10_000;

/** The longest wait for an answer, by a definition. */
export const timeoutOf = ({ timeoutMs = DEFAULT_TIMEOUT_MS }: RemoteDefinition): number => timeoutMs;

/** A provider of free speech that somebody else runs. Choices and grammars are matched with what it understood. */
export function createRemoteProvider(
  kind: RemoteKind,
  definition: RemoteDefinition,
  { clock, log, apiKey }: RemoteDeps,
): TranscriptionProvider {
  const { openLine, isOneShot = false, wordTimes = false, partials = true } = kind;
  const languages = [...new Set((definition.languages ?? []).map(primarySubtag))];
  const clients = new Set<RemoteClient>();
  return {
    name: definition.name,
    capabilities: { grammar: true, freeSpeech: true, languages, wordTimes, partials },
    warmUp: async () => undefined,
    createClient(onEvent, call) {
      const client: RemoteClient = new RemoteClient({
        rules: { ...kind, languages },
        apiKey: call?.apiKeys?.[definition.name] ?? apiKey,
        openLine,
        isOneShot,
        timeoutMs: timeoutOf(definition),
        clock,
        log,
        onEvent,
        onClose: () => clients.delete(client),
      });
      clients.add(client);
      return client;
    },
    async close() {
      await Promise.all([...clients].map((client) => client.close()));
      kind.close?.();
    },
  };
}

/** What one kind of recogniser behind a WebSocket is. */
export type SocketKind = SocketService & Omit<RemoteKind, 'openLine' | 'close'>;

/** A provider that is reached over a WebSocket. */
export function createSocketProvider(
  kind: SocketKind,
  definition: RemoteDefinition,
  deps: RemoteDeps,
): TranscriptionProvider {
  const openLine: OpenLine = (settings, events) =>
    new SocketLine({ service: kind, settings, events, timeoutMs: timeoutOf(definition), clock: deps.clock });
  return createRemoteProvider({ ...kind, openLine }, definition, deps);
}
