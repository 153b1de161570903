import { AppError, SERVER_TRACK } from '@callwright/protocol';
import type { MediaStream } from './media-stream.js';
import { createRemotePair } from './remote-track.js';

/**
 * Joins two streams: the far side of `stream` is from now on `other`. A stream without a caller of its own hears the
 * caller of `stream` as its caller, and begins; one with a caller is heard by ours, and the other way round.
 * @returns parts them again; may be called twice
 * @throws AppError `protocol.unsupported` when `stream` has no caller yet
 */
export function joinStreams(stream: MediaStream, other: MediaStream): () => void {
  const { format } = stream;
  if (format === null) throw new AppError('protocol.unsupported', 'The call has no sound to be joined yet.');
  const isCaller = other.format === null;
  const [here, there] = createRemotePair(
    { id: SERVER_TRACK, rateHz: format.rateHz, delayMs: 0 },
    {
      id: isCaller ? other.callerTrack : SERVER_TRACK,
      rateHz: other.format?.rateHz ?? format.rateHz,
      delayMs: stream.callerDelayMs,
    },
  );
  // Keys are reported once, by the stream they are pressed on; the call process hands them over.
  if (isCaller) other.attach(there, { ...format, keysAreTones: false });
  else other.join(there);
  stream.join(here);
  stream.keysAlsoTo = other;
  if (isCaller) other.privacy.reachTo(stream.privacy);
  if (isCaller) other.start();
  return () => {
    stream.leave(here);
    other.leave(there);
    if (stream.keysAlsoTo === other) stream.keysAlsoTo = null;
    if (isCaller) other.privacy.reachTo(null);
  };
}
