import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { formatWavHeader, WAV_HEADER_BYTES } from '@callwright/audio';

/** The part of a file handle a recording needs; a test hands in one that fails. */
export type WritableFile = {
  readonly write: (bytes: Uint8Array, offset: number, length: number, position: number) => Promise<unknown>;
  readonly truncate: (length: number) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Opens a file for writing, empty; the folders above it are made. What was said in a call is for its owner alone. */
export async function openForWriting(path: string): Promise<WritableFile> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  return await open(path, 'w', 0o600);
}

/** How a recording is kept. */
export type RecordingFileOptions = {
  readonly path: string;
  readonly rateHz: number;
  readonly channelCount: number;
  /** Called once, with the first error; nothing is written afterwards. */
  readonly onFailed: (error: Error) => void;
  /** Default {@link openForWriting}. */
  readonly openFile?: (path: string) => Promise<WritableFile>;
};

/** Pieces that may wait for the disk; one more means that it cannot keep up. */
const MAX_WAITING = 10;

/**
 * A WAV file that is playable at any moment: its header is put right after every piece. Pieces are written in the
 * background, in order; at most ten wait.
 */
export class RecordingFile {
  readonly #options: RecordingFileOptions;
  readonly #opened: Promise<WritableFile>;
  #tail: Promise<void>;
  #waiting = 0;
  #dataBytes = 0;
  #hasFailed = false;
  #closing: Promise<void> | null = null;

  constructor(options: RecordingFileOptions) {
    this.#options = options;
    this.#opened = (options.openFile ?? openForWriting)(options.path);
    this.#tail = this.#run(() => this.#writeHeader(0));
  }

  /** Bytes of the whole file, those still on their way included. */
  get sizeBytes(): number {
    return WAV_HEADER_BYTES + this.#dataBytes;
  }

  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Adds samples, channels interleaved. @param samples must not be changed afterwards */
  append(samples: Int16Array): void {
    if (this.#hasFailed || samples.length === 0) return;
    if (this.#waiting >= MAX_WAITING) {
      this.#fail(new Error('The disk does not keep up with the recording.'));
      return;
    }
    const at = this.#dataBytes;
    this.#dataBytes += samples.byteLength;
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    this.#waiting += 1;
    this.#tail = this.#run(async () => {
      const file = await this.#opened;
      await file.write(bytes, 0, bytes.length, WAV_HEADER_BYTES + at);
      await this.#writeHeader(at + bytes.length);
      this.#waiting -= 1;
    });
  }

  /** Leaves room for so many bytes of silence; nothing is written for them. */
  skip(sizeBytes: number): void {
    this.#dataBytes += sizeBytes;
  }

  /** Finishes the file. Idempotent, never throws. */
  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  async #finish(): Promise<void> {
    this.#tail = this.#run(async () => {
      const file = await this.#opened;
      await file.truncate(this.sizeBytes);
      await this.#writeHeader(this.#dataBytes);
    });
    await this.#tail;
    // Where the file could not be opened there is nothing to close, and that has been reported.
    const file = await this.#opened.catch(() => null);
    await file?.close().catch((error: Error) => this.#fail(error));
  }

  async #writeHeader(dataBytes: number): Promise<void> {
    const { rateHz, channelCount } = this.#options;
    const header = formatWavHeader(rateHz, channelCount, dataBytes);
    const file = await this.#opened;
    await file.write(header, 0, header.length, 0);
  }

  /** After all that came before; the first failure ends the recording, and is told once. */
  async #run(task: () => Promise<void>): Promise<void> {
    const before = this.#tail;
    try {
      await before;
      if (!this.#hasFailed) await task();
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #fail(error: Error): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#options.onFailed(error);
  }
}
