/** The parts of the package that are used; it comes without types. */
declare module '@echogarden/rnnoise-wasm/rnnoise.js' {
  type RnnoiseModule = {
    /** Gives way to another array when the memory grows: taken anew for each use. */
    readonly HEAPF32: Float32Array;
    _malloc(sizeBytes: number): number;
    /** @param model 0 is the one built in */
    _rnnoise_create(model: number): number;
    _rnnoise_destroy(state: number): void;
    /** 480 samples at 48 kHz, in the range of 16 bits. @returns how likely they are voice */
    _rnnoise_process_frame(state: number, output: number, input: number): number;
  };
  export default function createModule(): Promise<RnnoiseModule>;
}
