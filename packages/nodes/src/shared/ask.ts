import { isRefusalOf, type LocalText, type NodeContext, type NodeStep } from '@callwright/flow-engine';
import type { BargeIn, CommandOf, EngineEvent, FlowSettings, Json, SessionEventOf } from '@callwright/protocol';
import type { PromptSeries } from './fields.js';
import { isWordless, speakerOf } from './playback.js';

/** What every node that asks a question has in its config. What is null is as the flow's defaults say. */
export type Question = {
  readonly prompt: LocalText;
  /** Says the question again and counts for nothing; empty for none. */
  readonly repeatKey: string;
  readonly mayInterrupt: boolean | null;
  readonly timeoutMs: number | null;
  readonly interDigitMs: number | null;
  readonly noInputRetries: number | null;
  readonly noInputPrompt: PromptSeries;
  readonly noMatchRetries: number | null;
  readonly noMatchPrompt: PromptSeries;
};

/** What came of asking once. */
export type Reply = SessionEventOf<'gatherResult'>;

/** A question with what may answer it. */
export type Asking = {
  readonly question: Question;
  readonly listensFor: Pick<
    CommandOf<'gather'>,
    'input' | 'choices' | 'grammar' | 'minDigits' | 'maxDigits' | 'finishOnKey' | 'secret' | 'speechTimeoutMs'
  >;
  /** The way out an answer leads to, and what is remembered of it; null when it is none. */
  readonly understand: (
    reply: Reply,
  ) => { readonly exit: string; readonly set?: Readonly<Record<string, Json>> } | null;
};

/** How often the question was asked in vain, and how often it was said again as the caller wished. */
export type Asked = { readonly noInputs: number; readonly noMatches: number; readonly repeats: number };

/** Asks for the first time. */
export const ask = (asking: Asking, context: NodeContext): NodeStep<Asked> =>
  askAgain(asking, context, { noInputs: 0, noMatches: 0, repeats: 0 }, asking.question.prompt);

/**
 * Whether an event may be what came of a question. Callers make many others while they are asked: those are passed over
 * without a look at the question.
 */
export const mayBeReply = ({ event }: EngineEvent): boolean =>
  event === 'gatherResult' || event === 'ack' || event === 'error';

/** Takes the answer, or asks again, or gives up by the exits `noInput`, `noMatch` and `failed`. */
export const takeReply = (event: EngineEvent, asked: Asked, asking: Asking, context: NodeContext): NodeStep<Asked> => {
  const gatherId = gatherIdOf(context, asked);
  if (isRefusalOf(event, gatherId)) return { next: 'exit', exit: 'failed' };
  if (event.event !== 'gatherResult' || event.gatherId !== gatherId) return { next: 'wait', local: asked };
  switch (event.reason) {
    case 'digits':
    case 'speech':
      return takeAnswer(event, asked, asking, context);
    case 'timeout':
      return isBlank(event) ? nothingHeard(asking, context, asked) : notUnderstood(asking, context, asked);
    case 'error':
    case 'interrupted':
      return { next: 'exit', exit: 'failed' };
  }
};

/** How often a question is asked again. */
export const retriesOf = (
  { noInputRetries, noMatchRetries }: Pick<Question, 'noInputRetries' | 'noMatchRetries'>,
  { defaults }: FlowSettings,
): { readonly noInput: number; readonly noMatch: number } => ({
  noInput: noInputRetries ?? defaults.noInputRetries,
  noMatch: noMatchRetries ?? defaults.noMatchRetries,
});

const takeAnswer = (reply: Reply, asked: Asked, asking: Asking, context: NodeContext): NodeStep<Asked> => {
  const { question } = asking;
  if (question.repeatKey !== '' && reply.digits === question.repeatKey)
    return askAgain(asking, context, { ...asked, repeats: asked.repeats + 1 }, question.prompt);
  const understood = asking.understand(reply);
  return understood ? { next: 'exit', ...understood } : notUnderstood(asking, context, asked);
};

// Some keys, but too few, are an answer.
const isBlank = ({ digits = '', digitCount = 0 }: Reply) => digits === '' && digitCount === 0;

const nothingHeard = (asking: Asking, context: NodeContext, asked: Asked): NodeStep<Asked> => {
  const { question } = asking;
  if (asked.noInputs >= retriesOf(question, context.settings).noInput) return { next: 'exit', exit: 'noInput' };
  const { noInputPrompt } = context.settings.defaults;
  const prompt = firstWith([nth(question.noInputPrompt, asked.noInputs), noInputPrompt, question.prompt]);
  return askAgain(asking, context, { ...asked, noInputs: asked.noInputs + 1 }, prompt);
};

const notUnderstood = (asking: Asking, context: NodeContext, asked: Asked): NodeStep<Asked> => {
  const { question } = asking;
  if (asked.noMatches >= retriesOf(question, context.settings).noMatch) return { next: 'exit', exit: 'noMatch' };
  const { noMatchPrompt } = context.settings.defaults;
  const prompt = firstWith([nth(question.noMatchPrompt, asked.noMatches), noMatchPrompt, question.prompt]);
  return askAgain(asking, context, { ...asked, noMatches: asked.noMatches + 1 }, prompt);
};

const askAgain = (
  { question, listensFor }: Asking,
  context: NodeContext,
  asked: Asked,
  prompt: LocalText,
): NodeStep<Asked> => {
  const text = context.say(prompt);
  const { defaults } = context.settings;
  const gatherId = gatherIdOf(context, asked);
  const bargeIn: BargeIn =
    (question.mayInterrupt ?? defaults.mayInterrupt)
      ? listensFor.input.map((input) => (input === 'dtmf' ? 'keys' : defaults.interruptsOnWords ? 'words' : 'speech'))
      : [];
  const command: CommandOf<'gather'> = {
    command: 'gather',
    gatherId,
    commandId: gatherId,
    ...listensFor,
    ...(text === '' ? {} : { prompt: { text } }),
    timeoutMs: question.timeoutMs ?? defaults.timeoutMs,
    interDigitMs: question.interDigitMs ?? defaults.interDigitMs,
    language: context.voice.language,
    ...speakerOf(context.voice),
    bargeIn,
  };
  return { next: 'wait', local: asked, effects: [{ effect: 'command', command }] };
};

const gatherIdOf = ({ visitId }: NodeContext, { noInputs, noMatches, repeats }: Asked) =>
  `${visitId}.${noInputs + noMatches + repeats}`;

/** The words for the first, second, ... time, counted from 0; the last hold from then on. */
export const nth = (series: PromptSeries, at: number): LocalText =>
  Array.isArray(series) ? (series[Math.min(at, series.length - 1)] ?? '') : series;

/** The first of several texts that has words. */
export const firstWith = (texts: readonly LocalText[]): LocalText => texts.find((text) => !isWordless(text)) ?? '';
