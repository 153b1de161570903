import type { Json } from '@callwright/protocol';
import { type Converted, type DraftStep, exitsTo, type Target, toWidget } from '../converted.js';
import type { ImportContext } from '../import-context.js';
import type { MenuPlan } from '../menu-plan.js';
import { stepIdOf, variableOf } from '../names.js';
import type { Widget } from '../widget.js';
import { hintOnVoice, recordingBefore, spoken } from './speech.js';

type Config = Readonly<Record<string, Json>>;

/** Asks for keys or words: a menu where a split behind it compares them, otherwise a number or free words. */
export const convertGather = (widget: Widget, context: ImportContext): Converted => {
  hintOnVoice(widget, context);
  const question = context.menu ? menuStep(widget, context.menu, context) : openStep(widget, context);
  return { steps: [...recordingBefore(widget, question.id, context), question] };
};

const menuStep = (widget: Widget, { split, answers, hasSpeech }: MenuPlan, context: ImportContext): DraftStep => {
  const ids = answers.map(({ key, phrases }, at) => answerId(key, phrases[0] ?? '', at));
  const isRecorded = widget.text('play') !== '';
  const config = {
    ...askedFor(widget, context),
    // Only this kind of question may be without words of its own.
    ...(isRecorded ? { listensFor: 'choices', acceptsSpeech: hasSpeech } : {}),
    answers: answers.map(({ key, phrases }, at) => ({
      id: ids[at] ?? '',
      label: phrases[0] ?? '',
      key,
      phrases: [...phrases],
    })),
    ...(hasSpeech && !isRecorded ? { acceptsSpeech: true } : {}),
    ...(context.isRead('Digits', 'SpeechResult') ? { saveAs: variableOf(widget.name, 'answer') } : {}),
  };
  const chosen = answers.map(({ next }, at): [string, Target] => [ids[at] ?? '', toWidget(next)]);
  return {
    id: stepIdOf(widget.name),
    type: isRecorded ? 'listen' : 'menu',
    name: widget.name,
    config,
    exits: {
      ...Object.fromEntries(chosen),
      ...exitsTo(toWidget(widget.next('timeout')), 'noInput'),
      ...exitsTo(toWidget(split.next('noMatch')), 'noMatch'),
    },
  };
};

const openStep = (widget: Widget, context: ImportContext): DraftStep => {
  const byKey = widget.next('keypress');
  const bySpeech = widget.next('speech');
  const exits = exitsTo(toWidget(widget.next('timeout')), 'noInput', 'noMatch');
  const base = { id: stepIdOf(widget.name), name: widget.name };
  if (byKey === null && bySpeech !== null) {
    const config = { ...askedFor(widget, context), listensFor: 'free', acceptsKeys: false };
    const saveAs = variableOf(widget.name, 'SpeechResult');
    return {
      ...base,
      type: 'listen',
      config: { ...config, saveAs },
      exits: { ...exits, answered: toWidget(bySpeech) },
    };
  }
  if (bySpeech !== null)
    context.hint('Only keys are taken here: what callers say in their place needs a "listen" step.');
  const saveAs = variableOf(widget.name, 'Digits');
  if (widget.text('play') !== '') {
    const config = { ...askedFor(widget, context), listensFor: 'digits', acceptsSpeech: false, saveAs };
    return { ...base, type: 'listen', config, exits: { ...exits, answered: toWidget(byKey) } };
  }
  const config = { ...askedFor(widget, context), ...digitsOf(widget), saveAs };
  return { ...base, type: 'collect', config, exits: { ...exits, digits: toWidget(byKey) } };
};

const digitsOf = (widget: Widget): Config => {
  const count = widget.number('number_of_digits');
  const key = widget.text('finish_on_key');
  return {
    maxDigits: count === null ? MAX_DIGITS : clamp(count, 1, MAX_DIGITS),
    finishOnKey: /^[0-9*#]?$/.test(key) ? key || '#' : '#',
  };
};
const MAX_DIGITS = 64;

// Studio asks once: what callers do not answer is for its own way out.
const askedFor = (widget: Widget, context: ImportContext): Config => {
  const seconds = widget.number('timeout');
  const loops = widget.number('loop') ?? 1;
  return {
    prompt: spoken(context.template('say')),
    noInputPrompt: '',
    noInputRetries: clamp(loops - 1, 0, 10),
    noMatchPrompt: '',
    noMatchRetries: 0,
    ...(seconds === null ? {} : { timeoutMs: clamp(seconds * 1000, 500, 60_000) }),
  };
};

// A way out is named for its key, else for its word where that can be a name.
const answerId = (key: string, phrase: string, at: number): string => {
  if (key !== '') return `key${key.replace(/\*/g, 'Star').replace(/#/g, 'Pound')}`;
  const word = phrase.toLowerCase();
  return /^[a-z][a-z-]{0,30}$/.test(word) && !TAKEN.has(word) ? word : `answer${at + 1}`;
};
const TAKEN: ReadonlySet<string> = new Set(['failed']);

const clamp = (value: number, lowest: number, highest: number): number =>
  Math.min(highest, Math.max(lowest, Math.round(value)));
