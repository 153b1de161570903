import { partsOf } from './studio-reads.js';
import type { StudioCondition, Widget } from './widget.js';

/** One answer of a menu. */
export type PlannedAnswer = { readonly key: string; readonly phrases: readonly string[]; readonly next: string | null };

/** A question and the split behind it, which together are a menu. */
export type MenuPlan = {
  readonly split: Widget;
  readonly answers: readonly PlannedAnswer[];
  readonly hasSpeech: boolean;
};

/**
 * The menus of a flow, by the name of the widget that asks: one whose keys (and words) all lead to a split nothing else
 * leads to, which compares nothing but them, with nothing but keys and words.
 */
export const planMenus = (widgets: readonly Widget[]): ReadonlyMap<string, MenuPlan> => {
  const plans = widgets.flatMap((widget): [string, MenuPlan][] => {
    const plan = widget.type === 'gather-input-on-call' ? planMenu(widget, widgets) : null;
    return plan === null ? [] : [[widget.name, plan]];
  });
  return new Map(plans);
};

const planMenu = (question: Widget, widgets: readonly Widget[]): MenuPlan | null => {
  const [byKey, bySpeech] = [question.next('keypress'), question.next('speech')];
  const target = byKey ?? bySpeech;
  const split = widgets.find(({ name, type }) => name === target && type === 'split-based-on');
  const isOnlyWay = [byKey, bySpeech].every((next) => next === null || next === target);
  if (!split || !isOnlyWay || widgets.some((one) => one !== question && one.nexts.includes(split.name))) return null;
  const answers = split.matches.map(({ next, conditions }) => answersOf(question.name, conditions, next));
  if (answers.some((one) => one === null)) return null;
  const all = joined(answers.flatMap((one) => one ?? []));
  const hasSpeech = bySpeech !== null && all.some(({ phrases }) => phrases.length > 0);
  const keys = all.map(({ key }) => key).filter((key) => key !== '');
  const words = all.flatMap(({ phrases }) => phrases.map((phrase) => phrase.toLowerCase()));
  const isClear = all.length > 0 && [keys, words].every((list) => new Set(list).size === list.length);
  return isClear && all.every(({ key }) => key !== '' || hasSpeech) ? { split, answers: all, hasSpeech } : null;
};

const answersOf = (
  question: string,
  conditions: readonly StudioCondition[],
  next: string | null,
): readonly PlannedAnswer[] | null => {
  const [only] = conditions;
  if (!only || conditions.length > 1) return null;
  const [root, widget, field] = partsOf(only.arguments[0] ?? '');
  if (root !== 'widgets' || widget !== question) return null;
  const values = valuesOf(only);
  if (field === 'Digits' && KEY_TYPES.has(only.type) && values.every((value) => /^[0-9*#]{1,8}$/.test(value)))
    return values.map((key) => ({ key, phrases: [], next }));
  if (field === 'SpeechResult' && WORD_TYPES.has(only.type) && values.every((value) => /^[^{]{1,200}$/.test(value)))
    return [{ key: '', phrases: values, next }];
  return null;
};

// A key and words that lead to the same are one answer, where it is clear which.
const joined = (answers: readonly PlannedAnswer[]): readonly PlannedAnswer[] => {
  const alike = (one: PlannedAnswer) => answers.filter(({ next }) => next !== null && next === one.next);
  const isPair = (one: PlannedAnswer) =>
    alike(one).length === 2 && alike(one).filter(({ key }) => key !== '').length === 1;
  return answers.flatMap((one) => {
    if (!isPair(one)) return [one];
    const phrases = alike(one).flatMap((other) => other.phrases);
    return one.key === '' ? [] : [{ ...one, phrases }];
  });
};

const KEY_TYPES: ReadonlySet<string> = new Set(['equal_to', 'matches_any_of']);
const WORD_TYPES: ReadonlySet<string> = new Set(['equal_to', 'matches_any_of', 'contains']);

/** The values of a condition: those between commas where it takes several. */
const valuesOf = ({ type, value }: StudioCondition): readonly string[] =>
  (type.endsWith('any_of') ? value.split(',') : [value]).map((one) => one.trim()).filter((one) => one !== '');
