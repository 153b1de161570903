import type { RoomName } from '../../link/messages.js';
import { RINGBACK } from '../../link/tone-urls.js';
import type { Log } from '../../platform/logging.js';
import type { CallSession } from '../call-session.js';
import { waitingWith } from './room-ports.js';

/** What a caller hears while others are being called. */
export type EarlyEar = {
  /** Somebody far away is being called, who may ring for long: until something comes from there, it is our own tone. */
  readonly ring: () => void;
  /** Their side sends sound before it answers; of several, the caller hears the first. */
  readonly hear: (other: CallSession) => void;
  /** Nobody is being called any more. Resolves when nothing of it is under way; never rejects. May be called twice. */
  readonly close: () => Promise<void>;
};

/** What an early ear is made of. */
export type EarlyEarParts = {
  readonly room: RoomName;
  readonly log: Log;
  /** What is heard as long as nothing comes from there. Default: ringing. */
  readonly music?: string;
};

/** Lets a call hear how it rings. */
export const createEarlyEar = (call: CallSession, { room, log, music = RINGBACK }: EarlyEarParts): EarlyEar => {
  let heard: CallSession | null = null;
  let isOver = false;
  let work = Promise.resolve();
  const then = (task: () => Promise<void>) => {
    work = work.then(async () => {
      if (isOver) return;
      try {
        await task();
      } catch (error) {
        log.warn({ error: String(error) }, 'what rings could not be heard');
      }
    });
  };
  const wait = () => then(() => call.sound.joinRoom(room, { masks: waitingWith(music) }));
  return {
    ring: wait,
    hear: (other) => {
      if (heard !== null || isOver) return;
      heard = other;
      then(async () => {
        await other.sound.joinRoom(room, { masks: HEARD });
        await call.sound.joinRoom(room, { masks: HEARS });
      });
      void other.ended.then(() => {
        heard = null;
        wait();
      });
    },
    close: () => {
      isOver = true;
      return work;
    },
  };
};

const HEARD = { heardBy: 'all', hears: 'nobody', music: null } as const;
const HEARS = { heardBy: 'nobody', hears: 'all', music: null } as const;
