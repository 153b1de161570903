import { fork } from 'node:child_process';
import { env } from 'node:process';
import { createProcessChannel } from './channel.js';
import type { FromSound, SoundConfig, ToSound } from './messages.js';
import type { SoundChild } from './sound-pool.js';

/** Name of the environment variable a sound process finds its settings in. */
export const SOUND_CONFIG_VARIABLE = 'CALLWRIGHT_SOUND_CONFIG';

/**
 * The environment of a sound process: it decodes what strangers send, and gets no settings but its own, least of all
 * the secrets.
 */
export const soundEnvironment = (own: NodeJS.ProcessEnv, config: SoundConfig): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(own).filter(([name]) => !/^(CALLWRIGHT_|DATABASE_URL$|REDIS_URL$)/.test(name))),
  [SOUND_CONFIG_VARIABLE]: JSON.stringify(config),
});

/**
 * Starts a sound process.
 * @param entry path of the built `sound.main.js`
 */
export function forkSound(entry: string, config: SoundConfig): SoundChild {
  const child = fork(entry, [], {
    env: soundEnvironment(env, config),
    // A terminal's Ctrl-C is for the call process, which lets the calls end first.
    detached: true,
    // Sound crosses as it is, not as text.
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const handlers: (() => void)[] = [];
  const exit = () => {
    for (const handler of handlers.splice(0)) handler();
  };
  child.once('exit', exit);
  // A process that could not be started has no exit.
  child.once('error', exit);
  return {
    channel: createProcessChannel<ToSound, FromSound>(child),
    onExit: (handler) => void handlers.push(handler),
    kill: () => void child.kill('SIGKILL'),
  };
}
