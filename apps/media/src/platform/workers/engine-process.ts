import { fork } from 'node:child_process';
import { env } from 'node:process';
import type { Log } from '../logging.js';
import type { JobMessage, JobPart, JobReply } from './messages.js';
import { entryUrl, type WorkerLink } from './worker-link.js';

/** A child process that runs an engine, as the one who started it sees it. */
export type EngineProcess<Out, In> = {
  readonly send: (message: Out) => void;
  readonly onMessage: (handler: (message: In) => void) => void;
  /** Called once, when the process is gone or could not be started. */
  readonly onExit: (handler: () => void) => void;
  /** Ends it at once; resolves when it is gone. */
  readonly terminate: () => Promise<void>;
};

/** How a process is started. */
export type EngineProcessOptions = {
  readonly log: Log;
  /** What the engine finds with `engineSettings`; no secrets: others on the machine can read it. */
  readonly settings?: object;
};

/** An engine needs where things lie and what language people write, and none of the secrets. */
const KEPT_VARIABLES = /^(PATH|HOME|LANG|LC_\w+|TZ|TMPDIR|LD_LIBRARY_PATH|NODE_OPTIONS)$/;

/**
 * Starts an engine in a process of its own: what it does wrong ends that process and no other. Messages are copied as
 * they are, typed arrays too. What the engine prints is not shown: libraries write what callers said.
 * @param module the caller's `import.meta.url`
 * @param entry the program beside the caller, as `./sherpa.process.js`
 */
export function startEngineProcess<Out, In>(
  module: string,
  entry: string,
  options: EngineProcessOptions,
): EngineProcess<Out, In> {
  return startProgram(entryUrl(module, entry), options);
}

/** As {@link startEngineProcess}, for a program that lies elsewhere. */
export function startProgram<Out, In>(
  program: URL,
  { log, settings = {} }: EngineProcessOptions,
): EngineProcess<Out, In> {
  const child = fork(program, [JSON.stringify(settings)], {
    env: Object.fromEntries(Object.entries(env).filter(([variable]) => KEPT_VARIABLES.test(variable))),
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  let exit = (): void => undefined;
  const gone = new Promise<void>((resolve) => {
    exit = resolve;
  });
  child.once('exit', () => exit());
  // A process that could not be started has no exit.
  child.once('error', (error) => {
    log.error({ err: error, program: program.pathname }, 'engine process failed');
    exit();
  });
  return {
    // A failure to send is a process that has gone; `exit` says so too.
    send: (message) => void (child.connected && child.send(message as object, undefined, {}, () => undefined)),
    onMessage: (handler) => void child.on('message', (message) => handler(message as In)),
    onExit: (handler) => void gone.then(handler),
    terminate: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** What a pool sends to a process beside jobs. */
export type JobOrder<Input> = JobMessage<Input> | { readonly callOff: number };

/** A process as a worker of a pool. */
export function asWorker<Input, Output>(
  engine: EngineProcess<JobOrder<Input>, JobReply<Output> | JobPart<Output>>,
): WorkerLink<Input, Output> {
  return {
    post: (job) => engine.send(job),
    onReply: (handler) => engine.onMessage((reply) => void ('part' in reply || handler(reply))),
    onPart: (handler) => engine.onMessage((reply) => void ('part' in reply && handler(reply))),
    onExit: engine.onExit,
    terminate: engine.terminate,
    callOff: (id) => engine.send({ callOff: id }),
  };
}
