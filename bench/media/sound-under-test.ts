import { type ChildProcess, fork } from 'node:child_process';
import type { CallId, SessionEvent } from '@callwright/protocol';
import { createProcessChannel } from '../../apps/media/src/link/channel.js';
import { SOUND_FLAGS, soundEnvironment } from '../../apps/media/src/link/fork-sound.js';
import type { FromSound, SoundConfig, SoundLoad, ToSound } from '../../apps/media/src/link/messages.js';
import { createSoundClient, type SoundClient } from '../../apps/media/src/link/sound-client.js';
import { systemClock } from '../../apps/media/src/platform/clock.js';
import { pinned } from './pinned.js';

const REQUEST_TIMEOUT_MS = 60_000;

/** A process that answers the link of a sound process: the real one, or a floor that only echoes. */
export class SoundUnderTest {
  readonly #child: ChildProcess;
  readonly #client: SoundClient;
  /** Resolves when requests are welcome. */
  readonly ready: Promise<void>;
  /** Errors it told of, by their text. */
  readonly errors = new Map<string, number>();
  /** Events it told of, by name. */
  readonly events = new Map<string, number>();

  /** @param entry of the program @param where it may run */
  constructor(entry: string, config: SoundConfig, where: 'first' | 'any') {
    this.#child = fork(entry, [], {
      ...pinned(where, SOUND_FLAGS),
      env: soundEnvironment(process.env, config),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    // What a sound process waits for before all else; floors let it pass.
    this.#child.send({ speechKeys: config.speech.keys });
    let onReady = (): void => undefined;
    this.ready = new Promise((resolve, reject) => {
      onReady = resolve;
      this.#child.once('exit', (code) => reject(new Error(`The sound process ended with ${code}.`)));
    });
    this.ready.catch(() => undefined);
    this.#client = createSoundClient({
      channel: createProcessChannel<ToSound, FromSound>(this.#child),
      clock: systemClock,
      timeoutMs: REQUEST_TIMEOUT_MS,
      onReady: () => onReady(),
      onEvent: (_: CallId, event: SessionEvent) => {
        this.events.set(event.event, (this.events.get(event.event) ?? 0) + 1);
        if (event.event === 'error') this.errors.set(event.error, (this.errors.get(event.error) ?? 0) + 1);
      },
      onBeat: () => undefined,
    });
  }

  get request(): SoundClient['request'] {
    return this.#client.request;
  }

  load(): Promise<SoundLoad> {
    return this.#client.request({ request: 'readLoad' });
  }

  /** Ends it; resolves when it has gone. */
  async close(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#client.stop();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(timer);
  }
}
