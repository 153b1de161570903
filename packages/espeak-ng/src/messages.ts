/** A text to say. */
export type SpeakInput = {
  readonly text: string;
  /** Name of a voice, as `cmn` or `en-us`. */
  readonly voice: string;
  /** 1 is the voice's own pace. */
  readonly speed: number;
};
/** A piece of speech: signed 16-bit mono. */
export type SpeechPiece = { readonly samples: Int16Array; readonly rateHz: number };

/** To the program: texts, one at a time; `callOff` ends the one with this id as soon as may be. */
export type ToProgram = { readonly id: number; readonly input: SpeakInput } | { readonly callOff: number };

/** From the program: pieces as they are made, then `ok` with an empty piece, or what went wrong. */
export type FromProgram =
  | { readonly id: number; readonly part: SpeechPiece }
  | { readonly id: number; readonly ok: true; readonly output: SpeechPiece }
  | {
      readonly id: number;
      readonly ok: false;
      readonly code: 'speech.unsupportedLanguage' | 'speech.ttsFailed';
      readonly message: string;
    };
