/**
 * The few WASI calls flite makes, answered from memory: arguments in, one file out. The engine sees no disk, no clock
 * and no environment. Names, numbers and layouts are those of WASI preview 1.
 */

import type { WasmMemory } from './web-assembly.js';

const ERRNO_SUCCESS = 0;
const ERRNO_BADF = 8;
const FILETYPE_CHARACTER_DEVICE = 2;
const FILETYPE_DIRECTORY = 3;
const FILETYPE_REGULAR_FILE = 4;
const WHENCE_SET = 0;
const WHENCE_CUR = 1;
const STDERR_FD = 2;
const ROOT_FD = 3;
const OUTPUT_FD = 4;
const ALL_RIGHTS = 0xffff_ffff_ffff_ffffn;
const ROOT_NAME = new TextEncoder().encode('/');

/** Thrown out of the module when it ends itself. */
export class WasiExit extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`The program ended with code ${exitCode}`);
    this.name = 'WasiExit';
    this.exitCode = exitCode;
  }
}

/** One run of a program: hand `imports` to the instance, `attach` its memory, start it, then read `output`. */
export class MemoryWasi {
  /** What the module imports as `wasi_snapshot_preview1`. */
  readonly imports: Record<string, (...args: never[]) => number>;
  readonly #args: readonly Uint8Array[];
  #memory: WasmMemory | null = null;
  #file = new Uint8Array(64 * 1024);
  #sizeBytes = 0;
  #position = 0;

  constructor(args: readonly string[]) {
    const encoder = new TextEncoder();
    this.#args = args.map((arg) => encoder.encode(`${arg}\0`));
    this.imports = {
      args_sizes_get: (countPtr: number, sizePtr: number) => this.#argsSizes(countPtr, sizePtr),
      args_get: (listPtr: number, bytesPtr: number) => this.#argsGet(listPtr, bytesPtr),
      clock_time_get: (_id: number, _precision: bigint, timePtr: number) => this.#noTime(timePtr),
      fd_close: () => ERRNO_SUCCESS,
      fd_fdstat_get: (fd: number, statPtr: number) => this.#stat(fd, statPtr),
      fd_fdstat_set_flags: () => ERRNO_SUCCESS,
      fd_prestat_get: (fd: number, statPtr: number) => this.#prestat(fd, statPtr),
      fd_prestat_dir_name: (_fd: number, namePtr: number) => this.#rootName(namePtr),
      fd_read: () => ERRNO_BADF,
      fd_seek: (fd: number, offset: bigint, whence: number, resultPtr: number) =>
        fd === OUTPUT_FD ? this.#seek(Number(offset), whence, resultPtr) : ERRNO_BADF,
      fd_write: (fd: number, listPtr: number, count: number, writtenPtr: number) =>
        this.#write(fd, listPtr, count, writtenPtr),
      path_open: (...args: number[]) => this.#open(args[8] ?? 0),
      proc_exit: (exitCode: number) => {
        throw new WasiExit(exitCode);
      },
    };
  }

  /** Gives the run its memory; to be called before the program starts. */
  attach(memory: WasmMemory): void {
    this.#memory = memory;
  }

  /** What was written to the one file, as it stands. */
  get output(): Uint8Array {
    return this.#file.subarray(0, this.#sizeBytes);
  }

  get #buffer(): ArrayBuffer {
    if (!this.#memory) throw new Error('The program has no memory yet');
    return this.#memory.buffer;
  }

  #argsSizes(countPtr: number, sizePtr: number): number {
    const view = new DataView(this.#buffer);
    const sizeBytes = this.#args.reduce((sum, arg) => sum + arg.length, 0);
    view.setUint32(countPtr, this.#args.length, true);
    view.setUint32(sizePtr, sizeBytes, true);
    return ERRNO_SUCCESS;
  }

  #argsGet(listPtr: number, bytesPtr: number): number {
    const view = new DataView(this.#buffer);
    const bytes = new Uint8Array(this.#buffer);
    let offset = bytesPtr;
    for (const [index, arg] of this.#args.entries()) {
      view.setUint32(listPtr + index * 4, offset, true);
      bytes.set(arg, offset);
      offset += arg.length;
    }
    return ERRNO_SUCCESS;
  }

  #noTime(timePtr: number): number {
    new DataView(this.#buffer).setBigUint64(timePtr, 0n, true);
    return ERRNO_SUCCESS;
  }

  #stat(fd: number, statPtr: number): number {
    const view = new DataView(this.#buffer);
    view.setUint8(statPtr, fileType(fd));
    view.setUint16(statPtr + 2, 0, true);
    view.setBigUint64(statPtr + 8, ALL_RIGHTS, true);
    view.setBigUint64(statPtr + 16, ALL_RIGHTS, true);
    return ERRNO_SUCCESS;
  }

  #prestat(fd: number, statPtr: number): number {
    if (fd !== ROOT_FD) return ERRNO_BADF;
    const view = new DataView(this.#buffer);
    view.setUint8(statPtr, 0);
    view.setUint32(statPtr + 4, ROOT_NAME.length, true);
    return ERRNO_SUCCESS;
  }

  #rootName(namePtr: number): number {
    new Uint8Array(this.#buffer).set(ROOT_NAME, namePtr);
    return ERRNO_SUCCESS;
  }

  #open(fdPtr: number): number {
    new DataView(this.#buffer).setUint32(fdPtr, OUTPUT_FD, true);
    return ERRNO_SUCCESS;
  }

  #seek(offset: number, whence: number, resultPtr: number): number {
    const from = whence === WHENCE_SET ? 0 : whence === WHENCE_CUR ? this.#position : this.#sizeBytes;
    this.#position = Math.max(0, from + offset);
    new DataView(this.#buffer).setBigUint64(resultPtr, BigInt(this.#position), true);
    return ERRNO_SUCCESS;
  }

  /** What goes to standard output and error is dropped: the engine's chatter is of no use to a caller. */
  #write(fd: number, listPtr: number, count: number, writtenPtr: number): number {
    const view = new DataView(this.#buffer);
    let writtenBytes = 0;
    for (let index = 0; index < count; index += 1) {
      const startPtr = view.getUint32(listPtr + index * 8, true);
      const sizeBytes = view.getUint32(listPtr + index * 8 + 4, true);
      if (fd === OUTPUT_FD) this.#append(new Uint8Array(this.#buffer, startPtr, sizeBytes));
      writtenBytes += sizeBytes;
    }
    view.setUint32(writtenPtr, writtenBytes, true);
    return ERRNO_SUCCESS;
  }

  #append(bytes: Uint8Array): void {
    const endBytes = this.#position + bytes.length;
    if (endBytes > this.#file.length) {
      const larger = new Uint8Array(Math.max(endBytes, this.#file.length * 2));
      larger.set(this.#file);
      this.#file = larger;
    }
    this.#file.set(bytes, this.#position);
    this.#position = endBytes;
    this.#sizeBytes = Math.max(this.#sizeBytes, endBytes);
  }
}

function fileType(fd: number): number {
  if (fd <= STDERR_FD) return FILETYPE_CHARACTER_DEVICE;
  return fd === ROOT_FD ? FILETYPE_DIRECTORY : FILETYPE_REGULAR_FILE;
}
