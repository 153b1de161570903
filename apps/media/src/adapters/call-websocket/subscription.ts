import type { CallSession } from '../../calls/call-session.js';
import type { Fork } from '../../calls/sound-frames.js';
import type { SocketSeat } from './socket-seat.js';

/** Spec 0 §5: whose sound a frame holds, in its first byte. */
const TRACKS = { caller: 0, callee: 1 } as const;
const FORMAT = { codec: 'l16', rateHz: 16_000 } as const;

/**
 * Sends a client both sides of its call, as frames of one byte for the side and PCM behind it (16 bits, little endian,
 * 16 kHz), until the call ends.
 * @throws AppError `call.ended`, `media.soundLost`
 */
export const subscribe = async (call: CallSession, seat: SocketSeat): Promise<readonly Fork[]> =>
  Promise.all(
    (['caller', 'callee'] as const).map((hears) =>
      call.sound.openFork(
        { forkId: `subscribe-${hears}`, hears, format: FORMAT },
        {
          onFrames: (bytes) => {
            const frame = new Uint8Array(1 + bytes.length);
            frame[0] = TRACKS[hears];
            frame.set(bytes, 1);
            seat.sendSound(frame);
          },
          onMark: () => undefined,
          onOverflow: () => undefined,
        },
      ),
    ),
  );
