/** Every way sound can be malformed. */
export type AudioErrorCode =
  | 'audio.blockLength'
  | 'audio.badRate'
  | 'audio.badWav'
  | 'audio.unsupportedWav'
  | 'audio.bufferTooSmall';

/** Sound that cannot be worked with. The message is for people. */
export class AudioError extends Error {
  readonly code: AudioErrorCode;

  constructor(code: AudioErrorCode, message: string) {
    super(message);
    this.name = 'AudioError';
    this.code = code;
  }
}
