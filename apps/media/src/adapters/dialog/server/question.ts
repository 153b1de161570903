import { interpretSpeech } from '@callwright/flow-engine';
import type { CommandOf } from '@callwright/protocol';

/** What a far side that hears by itself was understood to say: as our own recogniser would tell it. */
export type Understood = { readonly text: string; readonly choice?: string };

const DEFAULT_LANGUAGE = 'en-US';

/** What is listened for: the choices and the grammar of the last question, while one is asked. */
export class Question {
  #option: NonNullable<CommandOf<'asr'>['option']> | null = null;

  /** A command of the call to its recogniser. */
  take({ action, option }: CommandOf<'asr'>): void {
    if (action === 'start') this.#option = option ?? {};
    else if (action === 'stop') this.#option = null;
  }

  /** What words mean to whoever asked; the words themselves when nothing in particular was asked for. */
  understand(said: string): Understood {
    const { choices = [], grammar, language = DEFAULT_LANGUAGE, strictness } = this.#option ?? {};
    return interpretSpeech(said, {
      ...(choices.length > 0 && { choices }),
      ...(grammar && { grammar }),
      ...(strictness && { strictness }),
      language,
    });
  }
}
