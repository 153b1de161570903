import type { Json } from '@callwright/protocol';
import { type Converted, type DraftStep, exitsTo, toStep, toWidget } from '../converted.js';
import type { ImportContext } from '../import-context.js';
import { stepIdOf } from '../names.js';
import type { Widget } from '../widget.js';

/** Hints on what a voice says, where Studio says it otherwise. */
export const hintOnVoice = (widget: Widget, context: ImportContext): void => {
  const language = widget.text('language');
  const { language: usual } = context.scope;
  if (language !== '' && language !== usual)
    context.hint(
      `It speaks ${language}, the flow ${usual}: put a "voice" step before it, or give it words by language.`,
    );
};

/** Says words, plays a recording or sends keys. */
export const convertSayPlay = (widget: Widget, context: ImportContext): Converted => {
  const after = exitsTo(toWidget(widget.next('audioComplete')), 'done');
  const base = { id: stepIdOf(widget.name), name: widget.name, exits: after };
  const loops = widget.number('loop') ?? 1;
  if (loops === 0) context.hint('Studio repeats it up to 1000 times, here it is said 100 times.');
  const times: Readonly<Record<string, Json>> = loops === 1 ? {} : { times: loops === 0 ? 100 : Math.min(100, loops) };
  if (widget.text('play') !== '')
    return { steps: [{ ...base, type: 'play', config: { url: context.template('play'), ...times } }] };
  if (widget.text('digits') !== '')
    return { steps: [{ ...base, type: 'sendKeys', config: { keys: keysOf(context.template('digits')) } }] };
  hintOnVoice(widget, context);
  return { steps: [{ ...base, type: 'say', config: { text: spoken(context.template('say')), ...times } }] };
};

/** Words without the SSML that Studio takes. */
export const spoken = (text: string): string =>
  text
    .replace(/<\/?[a-z][^<>{}]*>/gi, ' ')
    .replace(/[ \t]+/g, ' ')
    .trim();

/** The recording a question begins with becomes a step of its own before it. */
export const recordingBefore = (widget: Widget, question: string, context: ImportContext): readonly DraftStep[] => {
  if (widget.text('play') === '') return [];
  context.hint('Its recording became a step of its own: callers hear it to its end before they may answer.');
  const config = { url: context.template('play') };
  return [
    {
      id: `${question}_play`,
      type: 'play',
      name: `${widget.name} (recording)`,
      config,
      exits: { done: toStep(question) },
    },
  ];
};

// Studio waits half a second for a w.
const keysOf = (digits: string): string => digits.replace(/w/gi, ',');
