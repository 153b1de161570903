import { toAppError, type WorkspaceId } from '@callwright/protocol';
import type { StreamOptions } from '../link/messages.js';
import type { Clock, Timer } from '../platform/clock.js';
import type { Log } from '../platform/logging.js';

/** Keys of speech providers, by side and by the names of the providers. Never logged. */
export type SpeechKeys = NonNullable<StreamOptions['speechKeys']>;

/** What the keys of workspaces are fetched with. */
export type SpeechKeysParts = {
  /** Names of the secrets by side and provider, as `recogniser:deepgram`. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly get: (workspaceId: WorkspaceId, name: string) => Promise<string | null>;
  readonly clock: Clock;
  readonly log: Log;
};

/** A caller waits for the keys before they are answered. One that comes later is there for the next call. */
const LONGEST_WAIT_MS = 1_000;

/**
 * The keys that each workspace keeps as its own secrets. One that is not there, or does not come in time, is left out:
 * the call goes on, and its provider says that it has no key.
 * @returns null when no provider takes its key from a workspace, so that no call waits for nothing
 */
export function createSpeechKeys(parts: SpeechKeysParts): ((workspaceId: WorkspaceId) => Promise<SpeechKeys>) | null {
  const wanted = Object.entries(parts.secrets);
  if (wanted.length === 0) return null;
  return async (workspaceId) => {
    const found = await Promise.all(
      wanted.map(async ([provider, secret]) => ({ provider, key: await keyOf(parts, workspaceId, provider, secret) })),
    );
    const ofSide = (side: 'recogniser:' | 'voice:') =>
      Object.fromEntries(
        found.flatMap(({ provider, key }) =>
          key !== null && provider.startsWith(side) ? [[provider.slice(side.length), key]] : [],
        ),
      );
    return { recognisers: ofSide('recogniser:'), voices: ofSide('voice:') };
  };
}

async function keyOf(
  { get, clock, log }: SpeechKeysParts,
  workspaceId: WorkspaceId,
  provider: string,
  secret: string,
): Promise<string | null> {
  let timer: Timer | undefined;
  const late = new Promise<null>((resolve) => {
    timer = clock.startTimer(LONGEST_WAIT_MS, () => {
      log.warn({ workspaceId, provider }, 'key of a speech provider is late: the call goes without');
      resolve(null);
    });
  });
  const key = get(workspaceId, secret).catch((error: unknown) => {
    log.warn({ workspaceId, provider, code: toAppError(error).code }, 'key of a speech provider cannot be fetched');
    return null;
  });
  try {
    // A secret is typed in by people: the end of a line is no part of a key.
    return (await Promise.race([key, late]))?.trim() || null;
  } finally {
    timer?.cancel();
  }
}
