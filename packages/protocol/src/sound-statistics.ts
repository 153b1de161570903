import { z } from 'zod';

const count = z.number().int().min(0);

/**
 * How the sound of one leg came and went: of what we heard, by our own count; of what we said, by the far end's reports.
 * Null where nobody has told.
 */
export const soundStatistics = z.object({
  by: z.enum(['rtp', 'webrtc', 'frames']).describe('frames: bytes of a connection, 20 ms of sound each'),
  codec: z.string().describe('the last one, as SDP names it'),
  isEncrypted: z.boolean(),
  sent: count.describe('packets'),
  received: count.describe('packets of sound and keys'),
  lost: count.describe('packets that never came'),
  late: count.describe('packets that came when their time was over'),
  concealedMs: z.number().min(0).describe('sound that was made up in place of lost packets'),
  strangers: count.describe('packets of somebody else than the far end; they were dropped'),
  foreign: count.describe('packets of the far end that were not to be understood'),
  jitterMs: z.number().min(0),
  delayMs: z.number().min(0).describe('how long sound was held back to even out the network'),
  rttMs: z.number().min(0).nullable().describe('to the far end and back'),
  farLost: z.number().nullable().describe('packets of ours that the far end missed'),
  farJitterMs: z.number().min(0).nullable(),
  mos: z.number().min(1).max(5).describe('what people would say of the sound that came, 1 to 4.5 (ITU-T G.107)'),
});
export type SoundStatistics = z.infer<typeof soundStatistics>;
