import { fork } from 'node:child_process';
import { env } from 'node:process';
import { z } from 'zod';
import { createProcessChannel } from './channel.js';
import type { FromSound, SoundConfig, ToSound } from './messages.js';
import type { SoundChild } from './sound-pool.js';

/** Name of the environment variable a sound process finds its settings in: all but the keys. */
export const SOUND_CONFIG_VARIABLE = 'CALLWRIGHT_SOUND_CONFIG';

/** The keys of speech providers, by side and name: the first message a sound process gets, since others can read its environment. */
type KeysMessage = { readonly speechKeys: SoundConfig['speech']['keys'] };

const OF_OTHERS = /^(CALLWRIGHT_|DATABASE_URL$|REDIS_URL$)/;

/**
 * The environment of a sound process: it decodes what strangers send, and gets no settings but its own, least of all
 * the secrets. Variables that hold a key of a speech provider are left out under whatever name.
 */
export const soundEnvironment = (own: NodeJS.ProcessEnv, config: SoundConfig): NodeJS.ProcessEnv => {
  const keys = new Set(Object.values(config.speech.keys));
  const isOpen = ([name, value = '']: readonly [string, string | undefined]) =>
    !OF_OTHERS.test(name) && !keys.has(value.trim());
  const settings: SoundConfig = { ...config, speech: { ...config.speech, keys: {} } };
  return {
    ...Object.fromEntries(Object.entries(own).filter(isOpen)),
    [SOUND_CONFIG_VARIABLE]: JSON.stringify(settings),
  };
};

/** The keys a sound process is handed, in its first message; to be called before anything else listens to messages. */
export const receiveSpeechKeys = (own: Pick<NodeJS.Process, 'once'>): Promise<KeysMessage['speechKeys']> =>
  new Promise((resolve) => void own.once('message', (message) => resolve(keysMessage.parse(message).speechKeys)));

const keysMessage = z.object({ speechKeys: z.record(z.string(), z.string()) }) satisfies z.ZodType<KeysMessage>;

/**
 * How memory is cleaned up in a sound process: packets die young, in great numbers. Cleaning up a little every few ticks takes
 * about 1 ms, once a second 10 ms, for which every call would wait; and old memory is not looked through while it is small
 * (MB; measured with 160 calls: docs/adr/0027).
 */
export const SOUND_FLAGS: readonly string[] = ['--max-semi-space-size=1', '--initial-old-space-size=200'];

/**
 * Starts a sound process.
 * @param entry path of the built `sound.main.js`
 */
export function forkSound(entry: string, config: SoundConfig): SoundChild {
  const child = fork(entry, [], {
    execArgv: [...SOUND_FLAGS],
    env: soundEnvironment(env, config),
    // A terminal's Ctrl-C is for the call process, which lets the calls end first.
    detached: true,
    // Sound crosses as it is, not as text.
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  // Who is gone before it has its keys has no use for them.
  child.send({ speechKeys: config.speech.keys } satisfies KeysMessage, undefined, {}, () => undefined);
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
