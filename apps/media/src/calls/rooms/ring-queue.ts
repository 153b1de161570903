import type { CallSession } from '../call-session.js';
import type { OfferedCall, TakenCall } from './call-queue.js';
import { createDeferred } from './deferred.js';
import { DEFAULT_RING_MS, type Party, type Ring } from './party.js';
import { pressKeys } from './press-keys.js';
import type { RoomPorts } from './room-ports.js';
import { waitFor } from './wait-for.js';

/** Waits for the next caller of a queue, as an agent. Never rejects. */
export const ringQueue = (
  call: CallSession,
  { name, timeoutMs = DEFAULT_RING_MS }: { readonly name: string; readonly timeoutMs?: number | undefined },
  { clock, useQueue }: RoomPorts,
  signal: AbortSignal,
): Promise<Ring> =>
  useQueue(name, async (queue) => {
    const offered = createDeferred<OfferedCall>();
    const stopServing = queue.serve(offered.resolve);
    const taken = await waitFor(offered.promise, { clock, timeoutMs, signal });
    stopServing();
    if (typeof taken !== 'string') return { outcome: 'answered', party: callerParty(call, taken) };
    // Who was offered at the same moment keeps the place.
    void offered.promise.then((late) => late.decline());
    return { outcome: 'noAnswer', reason: 'Nobody is waiting in this queue.' };
  });

const callerParty = (agent: CallSession, offered: OfferedCall): Party => {
  let taken: TakenCall | null = null;
  const gone = createDeferred();
  const stops: (() => void)[] = [];
  return {
    session: null,
    bind: () => undefined,
    join: async (room) => {
      taken = offered.accept(agent);
      void taken.ended.then(gone.resolve);
      await taken.join(room);
      for (const stop of [pressKeys(agent, taken.call), pressKeys(taken.call, agent)]) {
        void taken.ended.then(stop);
        stops.push(stop);
      }
    },
    ended: gone.promise,
    letGo: async () => {
      for (const stop of stops) stop();
      taken?.letGo();
    },
    decline: () => offered.decline(),
  };
};
