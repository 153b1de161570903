import process from 'node:process';
import { AppError, type CallId } from '@callwright/protocol';
import { createProcessChannel } from '../../apps/media/src/link/channel.js';
import type { FromSound, ToSound } from '../../apps/media/src/link/messages.js';
import { type SoundHandlers, serveSoundLink } from '../../apps/media/src/link/serve-sound-link.js';
import { systemClock } from '../../apps/media/src/platform/clock.js';
import { readUsage } from '../../apps/media/src/platform/usage.js';
import { Pacer } from '../../apps/media/src/sound/stream/pacer.js';

/** What a floor does with packets: gives each back as it is. */
export type Echo = {
  /** @returns the port of another call */
  readonly open: (callId: CallId) => Promise<number>;
  readonly close: (callId: CallId) => void;
  /** CPU time of processes beside this one, in ms. */
  readonly otherCpuMs: () => Promise<number>;
};

/**
 * Answers the link as a sound process does, as far as the benchmark asks. A pacer ticks as in the real one, with nothing
 * to do, so that lateness is measured in the same way.
 */
export const serveFloor = ({ open, close, otherCpuMs }: Echo): void => {
  const pacer = new Pacer(systemClock, (_, error) => {
    throw error;
  });
  pacer.add({ hear: () => undefined, speak: () => undefined });
  const refuse = async (): Promise<never> => {
    throw new AppError('protocol.unsupported', 'A floor only echoes.');
  };
  const handlers = new Proxy({} as SoundHandlers, {
    get: (_, name) => own[name as keyof SoundHandlers] ?? refuse,
  });
  const own: Partial<SoundHandlers> = {
    openStream: async () => null,
    openRtp: async ({ callId }) => ({ address: '127.0.0.1', port: await open(callId), ssrc: 0 }),
    updateRtp: async ({ agreement: { codec } }) => ({ codec, rateHz: 8000 }),
    closeStream: async ({ callId }) => {
      close(callId);
      return { recording: null, messages: [] };
    },
    readLoad: async () => {
      const usage = readUsage();
      const cpuMs = usage.cpuMs + (await otherCpuMs());
      return { ...usage, cpuMs, latenessCounts: pacer.latenessCounts, skippedTicks: pacer.stats.skippedTicks };
    },
  };
  const channel = createProcessChannel<FromSound, ToSound>(process);
  serveSoundLink(channel, handlers, () => process.exit(0)).ready(false);
};
