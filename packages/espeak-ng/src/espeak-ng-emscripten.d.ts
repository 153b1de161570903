declare module '@echogarden/espeak-ng-emscripten/espeak-ng.js' {
  /** One synthesizer. */
  export type ESpeakWorker = {
    /** 0 when the voice was found, 2 when there is none of this name. */
    set_voice(name: string): number;
    set_rate(wordsAMinute: number): void;
    readonly samplerate: number;
    /** The callback gets a copy of each piece, and answers whether to stop. */
    synthesize(text: string, callback: (samples: Int16Array) => boolean): void;
  };
  type EspeakModule = { readonly eSpeakNGWorker: new () => Promise<ESpeakWorker> };
  export default function createModule(options: object): Promise<EspeakModule>;
}
