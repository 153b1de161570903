import type { ChildProcess } from 'node:child_process';
import type { FromSound, ToSound } from './messages.js';

/** One end of the way messages go between the call process and a sound process. */
export type LinkChannel<Out, In> = {
  /** Hands a message over; what is sent after the other end has gone is lost without a word. */
  readonly send: (message: Out) => void;
  /** Messages handed over that are not out yet, because the other end does not read. */
  readonly backlogCount: () => number;
  readonly onMessage: (handler: (message: In) => void) => void;
  /** Called once, when the other end has gone. */
  readonly onClose: (handler: () => void) => void;
};

/** The call process's end. */
export type ClientChannel = LinkChannel<ToSound, FromSound>;
/** The sound process's end. */
export type ServerChannel = LinkChannel<FromSound, ToSound>;

/** What a child process and our own have in common. */
type IpcProcess = {
  readonly connected: boolean;
  readonly send?: ChildProcess['send'] | NonNullable<typeof process.send>;
  readonly on: (event: 'message', listener: (message: unknown) => void) => unknown;
  readonly once: (event: 'disconnect', listener: () => void) => unknown;
};

/** The way to a forked process, or (`process` itself) to the one that forked us. */
export function createProcessChannel<Out, In>(ipc: IpcProcess): LinkChannel<Out, In> {
  let backlogCount = 0;
  const onSent = (): void => {
    backlogCount -= 1;
  };
  return {
    send(message) {
      // A failure to send is a process that has gone; `disconnect` says so too.
      if (!ipc.connected) return;
      backlogCount += 1;
      ipc.send?.(message as object, undefined, {}, onSent);
    },
    backlogCount: () => backlogCount,
    onMessage: (handler) => void ipc.on('message', (message) => handler(message as In)),
    onClose: (handler) => void ipc.once('disconnect', handler),
  };
}
