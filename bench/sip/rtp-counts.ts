import { type ChildProcess, fork } from 'node:child_process';

/** Packets one call received, and how many of them were no silence. */
export type CallPackets = { readonly packets: number; readonly loud: number };

type FromSink = { readonly port: number } | { readonly calls: readonly (readonly [number, number])[] };

/** The process that all sound of the load goes to. */
export class RtpCounts {
  readonly #child: ChildProcess;
  readonly port: number;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  /** @param program the built sink */
  static async start(program: string): Promise<RtpCounts> {
    const child = fork(program, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const first = await messageOf(child);
    if (!('port' in first)) throw new Error('The sink did not say where it is.');
    return new RtpCounts(child, first.port);
  }

  /** What came since it was asked for last. */
  async take(): Promise<readonly CallPackets[]> {
    const answer = messageOf(this.#child);
    this.#child.send('take');
    const told = await answer;
    return 'calls' in told ? told.calls.map(([packets, loud]) => ({ packets, loud })) : [];
  }

  close(): void {
    this.#child.disconnect();
  }
}

const messageOf = (child: ChildProcess): Promise<FromSink> =>
  new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as FromSink));
    child.once('exit', (code) => reject(new Error(`The sink ended with ${code}.`)));
  });
