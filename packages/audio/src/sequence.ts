/** How far `to` is after `from` on the 16-bit circle of RTP sequence numbers: -32768 to 32767. */
export const sequenceDistance = (from: number, to: number): number => ((to - from) << 16) >> 16;

/** How far `to` is after `from` on the 32-bit circle of RTP timestamps. */
export const timestampDistance = (from: number, to: number): number => (to - from) | 0;

/** The sequence number `steps` after another. */
export const sequenceAfter = (sequence: number, steps = 1): number => (sequence + steps) & 0xffff;

/** The timestamp `samples` after another. */
export const timestampAfter = (timestamp: number, samples: number): number => (timestamp + samples) >>> 0;
