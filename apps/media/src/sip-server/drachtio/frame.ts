// A frame on the application's socket: `<length in bytes, decimal>#<content>`.

// drachtio-server reads at most five digits; a frame is thereby at most 99,999 bytes.
const maxLengthDigits = 5;
const hash = 0x23;
const digitZero = 0x30;
const digitNine = 0x39;

/** A frame around `content`, which is text, or text and then bytes that need not be UTF-8 (a SIP message). */
export const formatFrame = (content: string, message: Uint8Array = new Uint8Array()): Uint8Array => {
  const text = Buffer.from(content, 'utf8');
  return Buffer.concat([Buffer.from(`${text.length + message.length}#`, 'latin1'), text, message]);
};

/** What a chunk of a stream completed: frames' contents, in order; `isBroken` when what follows cannot be a frame. */
export type ReadFrames = { readonly frames: readonly Uint8Array[]; readonly isBroken: boolean };

/** Cuts a byte stream into frames. Holds at most one unfinished frame, of 99,999 bytes. */
export class FrameReader {
  #rest: Uint8Array = new Uint8Array();
  #isBroken = false;

  /** Takes the stream's next bytes. After a broken frame nothing more is read: close the socket. */
  read(chunk: Uint8Array): ReadFrames {
    if (this.#isBroken) return { frames: [], isBroken: true };
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const frames: Uint8Array[] = [];
    for (;;) {
      const next = nextFrame(bytes);
      if (next === 'unfinished') break;
      if (next === 'broken') {
        this.#isBroken = true;
        break;
      }
      frames.push(next.frame);
      bytes = bytes.subarray(next.sizeBytes);
    }
    this.#rest = this.#isBroken ? new Uint8Array() : bytes;
    return { frames, isBroken: this.#isBroken };
  }
}

type NextFrame = 'unfinished' | 'broken' | { readonly frame: Uint8Array; readonly sizeBytes: number };

const nextFrame = (bytes: Uint8Array): NextFrame => {
  const end = bytes.subarray(0, maxLengthDigits + 1).indexOf(hash);
  const digits = bytes.subarray(0, end < 0 ? maxLengthDigits + 1 : end);
  if (!digits.every((digit) => digit >= digitZero && digit <= digitNine)) return 'broken';
  if (end < 0) return digits.length > maxLengthDigits ? 'broken' : 'unfinished';
  const sizeBytes = digits.reduce((size, digit) => size * 10 + (digit - digitZero), 0);
  if (sizeBytes === 0) return 'broken';
  const start = end + 1;
  const frame = bytes.subarray(start, start + sizeBytes);
  return frame.length < sizeBytes ? 'unfinished' : { frame, sizeBytes: start + sizeBytes };
};
