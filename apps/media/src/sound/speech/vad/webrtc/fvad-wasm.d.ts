/** The parts of the package that are used; it comes without types. */
declare module '@echogarden/fvad-wasm/fvad.js' {
  type FvadModule = {
    readonly HEAP16: Int16Array;
    _malloc(sizeBytes: number): number;
    _free(address: number): void;
    _fvad_new(): number;
    _fvad_free(detector: number): void;
    _fvad_set_mode(detector: number, mode: number): number;
    _fvad_set_sample_rate(detector: number, rateHz: number): number;
    _fvad_process(detector: number, samples: number, sampleCount: number): number;
  };
  export default function createModule(): Promise<FvadModule>;
}
