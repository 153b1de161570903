import type { CallId } from '@callwright/protocol';

/**
 * What the names of all files of a call begin with, up to the first dot: no two calls have the same. A client may choose
 * the id of its call, and one with a dot would else be taken for a message, or a mixed form, of somebody else's call.
 */
export const fileStem = (callId: CallId): string => callId.replaceAll('.', '~');

/** Name of a call's recording, below the recordings folder. Call ids hold nothing a path could be made of. */
export const recordingFile = (callId: CallId): string => `${fileStem(callId)}.wav`;

/** All names a call's recording may have, once the api has turned it into something else. */
export const recordingFiles = (callId: CallId): readonly string[] => [
  recordingFile(callId),
  ...['mp3', 'ogg', 'mono.wav', 'mono.mp3', 'mono.ogg'].map((ending) => `${fileStem(callId)}.${ending}`),
];
