import process from 'node:process';

/** The way from an engine's process to the one that started it. */
export type EngineParent<In, Out> = {
  readonly send: (message: Out) => void;
  readonly onMessage: (handler: (message: In) => void) => void;
  /** Lets messages that have arrived be seen by a program that blocks. */
  readonly nextTurn: () => Promise<void>;
};

/** Opens the way; from now on the process ends with the one that started it. */
export function connectToParent<In, Out>(): EngineParent<In, Out> {
  process.once('disconnect', () => process.exit(0));
  return {
    send: (message) => void process.send?.(message),
    onMessage: (handler) => void process.on('message', (message) => handler(message as In)),
    nextTurn: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

/** The settings a process was started with. */
export const engineSettings = <Settings>(): Settings => JSON.parse(process.argv[2] ?? '{}') as Settings;
