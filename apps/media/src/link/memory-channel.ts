import type { ClientChannel, ServerChannel } from './channel.js';

/** Both ends of a link within one process. */
export type MemoryLink = {
  readonly client: ClientChannel;
  readonly server: ServerChannel;
  /** Cuts it, as the death of either process would. */
  readonly cut: () => void;
};

/** A link for tests: messages arrive in order, each in its own turn of the event loop, as copies. */
export function createMemoryLink(): MemoryLink {
  const closers: (() => void)[] = [];
  const toClient: ((message: never) => void)[] = [];
  const toServer: ((message: never) => void)[] = [];
  let isCut = false;
  const end = (own: ((message: never) => void)[], other: ((message: never) => void)[]) => ({
    send(message: unknown) {
      const copy = structuredClone(message) as never;
      queueMicrotask(() => {
        if (!isCut) for (const handler of other) handler(copy);
      });
    },
    backlogCount: () => 0,
    onMessage: (handler: (message: never) => void) => void own.push(handler),
    onClose: (handler: () => void) => void closers.push(handler),
  });
  return {
    client: end(toClient, toServer) as ClientChannel,
    server: end(toServer, toClient) as ServerChannel,
    cut() {
      if (isCut) return;
      isCut = true;
      for (const close of closers) close();
    },
  };
}
