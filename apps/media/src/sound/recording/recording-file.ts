import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { formatWavHeader, WAV_HEADER_BYTES } from '@callwright/audio';
import { removeNote, type UnfinishedNote, writeNote } from '../../link/unfinished-note.js';

/** The part of a file handle a recording needs; a test hands in one that fails. */
export type WritableFile = {
  readonly write: (
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ) => Promise<{ readonly bytesWritten: number }>;
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
  /** Whose it is, for whoever finds it unfinished after a crash. Without one it is nobody's then. */
  readonly note?: UnfinishedNote;
  /** Called once, with the first error; nothing is written afterwards. */
  readonly onFailed: (error: Error) => void;
  /** Called once at the end when the disk was too slow: so many bytes are silence instead of what was said. */
  readonly onDropped?: (droppedBytes: number) => void;
  /** Whether the note stays when the file is finished: nobody is there to be told of it. Default: never. */
  readonly keepsNote?: (() => boolean) | undefined;
  /** Default {@link openForWriting}. */
  readonly openFile?: (path: string) => Promise<WritableFile>;
};

/** Pieces that may wait for the disk; what comes meanwhile is dropped, and becomes silence. */
const MAX_WAITING = 10;
/** Pieces dropped one after the other, at one a second: a disk that has not answered for so long is not there. */
const MAX_DROPPED = 60;

/**
 * A WAV file of any number of channels that is playable at any moment: its header is put right after every piece. Pieces
 * are written in the background, in order; at most ten wait, further ones are dropped and leave silence of their length.
 * A note beside the file says whose it is until it is closed without having failed.
 */
export class RecordingFile {
  readonly #options: RecordingFileOptions;
  readonly #opened: Promise<WritableFile>;
  #tail: Promise<void>;
  #waiting = 0;
  #dataBytes = 0;
  #droppedBytes = 0;
  #droppedInARow = 0;
  #hasFailed = false;
  #closing: Promise<void> | null = null;

  constructor(options: RecordingFileOptions) {
    this.#options = options;
    this.#opened = (options.openFile ?? openForWriting)(options.path);
    this.#tail = this.#run(() => this.#writeHeader(0));
    if (options.note) this.noteAs(options.note);
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
    const at = this.#dataBytes;
    this.#dataBytes += samples.byteLength;
    if (this.#waiting >= MAX_WAITING) {
      this.#drop(samples.byteLength);
      return;
    }
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    this.#waiting += 1;
    this.#tail = this.#run(async () => {
      await this.#writeAll(bytes, WAV_HEADER_BYTES + at);
      await this.#writeHeader(at + bytes.length);
      this.#waiting -= 1;
      this.#droppedInARow = 0;
    });
  }

  /** Leaves room for so many bytes of silence; nothing is written for them. */
  skip(sizeBytes: number): void {
    this.#dataBytes += sizeBytes;
  }

  /** Shows that the recording is alive although nothing is written to it; to be called every second or so. */
  touch(): void {
    if (this.#waiting === 0) this.#tail = this.#run(() => this.#writeHeader(this.#dataBytes));
  }

  /** What is known of it has changed. */
  noteAs(note: UnfinishedNote): void {
    // Without it the file is as good; only after a crash nobody would look for it.
    this.#tail = this.#run(() => writeNote(this.#options.path, note).catch(() => undefined));
  }

  /** Finishes the file. Idempotent, never throws. */
  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  /** Whoever the note was for has taken the file over. Never throws. */
  async removeNote(): Promise<void> {
    const { note, keepsNote } = this.#options;
    if (note && keepsNote?.() !== true) await removeNote(this.#options.path);
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
    if (this.#droppedBytes > 0) this.#options.onDropped?.(this.#droppedBytes);
  }

  #drop(sizeBytes: number): void {
    this.#droppedBytes += sizeBytes;
    this.#droppedInARow += 1;
    if (this.#droppedInARow > MAX_DROPPED) this.#fail(new Error('The disk does not answer.'));
  }

  async #writeHeader(dataBytes: number): Promise<void> {
    const { rateHz, channelCount } = this.#options;
    await this.#writeAll(formatWavHeader(rateHz, channelCount, dataBytes), 0);
  }

  /** A disk that is nearly full takes a part, and says so without an error. */
  async #writeAll(bytes: Uint8Array, position: number): Promise<void> {
    const file = await this.#opened;
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
      if (bytesWritten === 0) throw new Error('The disk takes nothing.');
      done += bytesWritten;
    }
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
