import type { Recognizer, Synthesizer, VerbOf, VerbOptions } from '@callwright/jambonz-server';
import { AppError, type CommandOf } from '@callwright/protocol';

type Gather = CommandOf<'gather'>;
/** How what is said leaves: the hook that tells of its end, and whether the call has been answered. */
export type SpeechTerms = {
  readonly hook: string;
  readonly isEarly: boolean;
  /** Where jambonz can fetch a recording; null: it cannot. */
  readonly addressOf: (url: string) => string | null;
};

/** FreeSWITCH counts where a file begins in samples of the line. */
const SAMPLES_A_MS = 8;
/** The shortest wait of a `gather` that is there for its prompt alone; none at all would be for ever. */
const NO_WAIT_S = 0.1;
const DEFAULT_TIMEOUT_MS = 5_000;
const DEFAULT_INTER_DIGIT_MS = 3_000;
const DEFAULT_SPEECH_TIMEOUT_MS = 15_000;
const MAX_DIGITS = 64;

/** Whether what the caller does may stop a playback. */
export const isInterruptible = ({ bargeIn = [] }: Pick<Gather, 'bargeIn'>): boolean => bargeIn.length > 0;

/** A playback that nothing but a command stops; `text` in the place of the command's own. @throws AppError `protocol.unsupported` */
export const playbackVerb = (
  command: CommandOf<'tts' | 'play'>,
  { isEarly, addressOf }: Omit<SpeechTerms, 'hook'>,
  text?: string,
): VerbOf<'say'> | VerbOf<'play'> => {
  const early = isEarly ? { earlyMedia: true } : {};
  return command.command === 'tts'
    ? { verb: 'say', ...sayOf(command, text ?? command.text), ...early }
    : { verb: 'play', ...playOf(command, addressOf), ...early };
};

/** A playback that keys or words stop: a `gather` that hardly waits behind its prompt. @throws AppError `protocol.unsupported` */
export const interruptibleVerb = (
  command: CommandOf<'tts' | 'play'>,
  { hook, ...terms }: SpeechTerms,
  text?: string,
): VerbOf<'gather'> => {
  const { verb, ...prompt } = playbackVerb(command, terms, text);
  const { bargeIn = [] } = command;
  const hears = bargeIn.some((way) => way !== 'keys');
  return {
    verb: 'gather',
    actionHook: hook,
    input: [...(bargeIn.includes('keys') ? (['digits'] as const) : []), ...(hears ? (['speech'] as const) : [])],
    numDigits: 1,
    timeout: NO_WAIT_S,
    listenDuringPrompt: hears,
    bargein: hears,
    dtmfBargein: bargeIn.includes('keys'),
    ...(hears && { recognizer: recognizerOf({}) }),
    [verb]: prompt,
  };
};

/** A question, with its prompt in it. @throws AppError `protocol.unsupported` */
export const gatherVerb = (command: Gather, { hook, ...terms }: SpeechTerms): VerbOf<'gather'> => {
  const { bargeIn = [], secret, timeoutMs = DEFAULT_TIMEOUT_MS } = command;
  // What is secret is never said aloud: a recogniser, and its transcript, would hear it.
  const hears = command.input.includes('speech') && secret !== true;
  const takesKeys = command.input.includes('dtmf');
  const mayTalkOver = hears && bargeIn.some((way) => way !== 'keys');
  return {
    verb: 'gather',
    actionHook: hook,
    input: [...(takesKeys ? (['digits'] as const) : []), ...(hears ? (['speech'] as const) : [])],
    timeout: Math.max(NO_WAIT_S, seconds(timeoutMs)),
    ...(takesKeys && keysOf(command)),
    ...(hears && {
      recognizer: recognizerOf(command),
      speechTimeout: seconds(command.speechTimeoutMs ?? DEFAULT_SPEECH_TIMEOUT_MS),
    }),
    listenDuringPrompt: mayTalkOver,
    bargein: mayTalkOver,
    ...(mayTalkOver && !bargeIn.includes('speech') && { minBargeinWordCount: 1 }),
    dtmfBargein: takesKeys && bargeIn.includes('keys'),
    ...promptOf(command, terms),
  };
};

const seconds = (ms: number): number => ms / 1000;

const keysOf = ({ choices = [], interDigitMs, ...limits }: Gather): Partial<VerbOptions['gather']> => {
  const interDigitTimeout = seconds(interDigitMs ?? DEFAULT_INTER_DIGIT_MS);
  const lengths = choices.flatMap(({ keys }) => (keys === undefined ? [] : [keys.length]));
  const { finishOnKey, minDigits, maxDigits } = limits;
  const finish = finishOnKey === undefined ? {} : { finishOnKey };
  if (lengths.length > 0) {
    const longest = Math.max(...lengths);
    return lengths.every((length) => length === longest)
      ? { numDigits: longest, interDigitTimeout, ...finish }
      : { minDigits: 1, maxDigits: longest, interDigitTimeout, ...finish };
  }
  const isOpenEnded = minDigits !== undefined || finishOnKey !== undefined;
  const most = maxDigits ?? (isOpenEnded ? MAX_DIGITS : 1);
  return { minDigits: Math.min(minDigits ?? 1, most), maxDigits: most, interDigitTimeout, ...finish };
};

const promptOf = (
  command: Gather,
  { isEarly, addressOf }: Omit<SpeechTerms, 'hook'>,
): Pick<VerbOptions['gather'], 'say' | 'play'> => {
  const { prompt, language, speaker } = command;
  if (!prompt) return {};
  const early = isEarly ? { earlyMedia: true } : {};
  if ('url' in prompt) return { play: { ...playOf({ command: 'play', url: prompt.url }, addressOf), ...early } };
  const { text, personal } = prompt;
  const said: CommandOf<'tts'> = { command: 'tts', text, personal, speaker, option: { language } };
  return { say: { ...sayOf(said, text), ...early } };
};

const sayOf = ({ personal, sound, ...command }: CommandOf<'tts'>, text: string): VerbOptions['say'] => {
  if (sound !== undefined) throw unsupported('Sound in a tts cannot be handed to jambonz.');
  const synthesizer = synthesizerOf(command);
  return { text, ...(synthesizer && { synthesizer }), ...(personal && { disableTtsCache: true }) };
};

// The voice of the account speaks where the flow names neither language nor voice.
const synthesizerOf = ({ speaker, option = {} }: Pick<CommandOf<'tts'>, 'speaker' | 'option'>): Synthesizer | null => {
  const { provider, language, speaker: named } = option;
  const voice = speaker ?? named;
  if (provider === undefined && language === undefined && voice === undefined) return null;
  return { vendor: provider ?? 'default', ...(language && { language }), ...(voice && { voice }) };
};

const playOf = (
  { url: wanted, loop, seekMs = 0 }: CommandOf<'play'>,
  addressOf: SpeechTerms['addressOf'],
): VerbOptions['play'] => {
  const url = addressOf(wanted);
  if (url === null) throw unsupported('jambonz fetches what it plays by itself, and cannot fetch this.');
  return { url, ...(loop && { loop: 'forever' }), ...(seekMs > 0 && { seekOffset: seekMs * SAMPLES_A_MS }) };
};

const recognizerOf = ({ language, choices = [] }: Pick<Gather, 'language' | 'choices'>): Recognizer => {
  const hints = choices.flatMap(({ phrases = [] }) => phrases);
  return { vendor: 'default', ...(language && { language }), ...(hints.length > 0 && { hints }) };
};

const unsupported = (message: string) => new AppError('protocol.unsupported', message);
