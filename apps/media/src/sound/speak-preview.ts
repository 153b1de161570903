import { joinSamples } from '@callwright/audio';
import { AppError } from '@callwright/protocol';
import type { PreviewedText, SoundResult } from '../link/messages.js';
import type { Clock } from '../platform/clock.js';
import type { PlaySources } from './stream/playback.js';

/** As browsers hear it, and the wide-band telephones. */
const RATE_HZ = 16_000;
/** Longer than the longest text takes at a usual pace; a voice that never ends is cut off. */
const LONGEST_S = 120;
/** The call process gives the request up a second later. */
const TIMEOUT_MS = 14_000;

/**
 * Says a text in one piece, as calls are spoken to and from the same cache.
 * @throws AppError as the voices do; `speech.timeout` after 14 s
 */
export const speakPreview = async (
  text: PreviewedText,
  { speak }: Pick<PlaySources, 'speak'>,
  clock: Clock,
): Promise<SoundResult['speak']> => {
  const late = new AbortController();
  const timer = clock.startTimer(TIMEOUT_MS, () => late.abort(tooLate()));
  const parts: Int16Array[] = [];
  let room = RATE_HZ * LONGEST_S;
  try {
    for await (const part of speak({ ...text, rateHz: RATE_HZ }, late.signal)) {
      parts.push(part.subarray(0, room));
      room -= part.length;
      if (room <= 0) break;
    }
  } finally {
    timer.cancel();
  }
  return { samples: joinSamples(parts), rateHz: RATE_HZ };
};

const tooLate = (): AppError => new AppError('speech.timeout', 'The voice takes too long.');
