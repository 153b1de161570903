import type { SoundLoad } from '../messages.js';

const load: SoundLoad = { latenessCounts: [], skippedTicks: 0, cpuMs: 0, residentBytes: 0, heapBytes: 0, handles: 0 };

/** Answers of a sound process that does nothing, for tests that ask it for something else. */
export const idleSound = {
  updateRtp: async () => ({ codec: 'PCMU', rateHz: 8000 }),
  readStatistics: async () => null,
  speak: async () => ({ samples: new Int16Array(0), rateHz: 16_000 }),
  readLoad: async () => load,
};
