import type { SpokenLanguage } from './languages.js';

/** The words times of day are made of in a language, as {@link wordsOf} gives them. */
export type TimeWords = {
  /** Whole times with a name, in minutes after midnight. */
  readonly named: Readonly<Record<string, number>>;
  /** What stands between hours and minutes, or after the hours, and says no more: `o'clock`. */
  readonly hourWords: readonly string[];
  /** Words that say nothing about the time. */
  readonly fillers: readonly string[];
  /** Phrases for parts of an hour, in minutes. */
  readonly parts: Readonly<Record<string, number>>;
  /** Between minutes and the hour they follow or come before: `ten past nine`. */
  readonly past: readonly string[];
  readonly to: readonly string[];
  /** Between the hour and what is added or taken away: `nueve menos cuarto`. */
  readonly plus: readonly string[];
  readonly minus: readonly string[];
  /** `Halb zehn` is half an hour before ten. */
  readonly halfBefore: readonly string[];
  /** At the end: before noon, after noon. */
  readonly morning: readonly string[];
  readonly afternoon: readonly string[];
};

/** What times of day are made of in the languages that are understood. */
export const timeWords: Readonly<Record<SpokenLanguage, TimeWords>> = {
  en: {
    named: { noon: 720, midday: 720, midnight: 0 },
    hourWords: ['o clock', 'oclock', 'hundred', 'hundred hours'],
    fillers: ['at', 'a'],
    parts: { quarter: 15, half: 30 },
    past: ['past', 'after'],
    to: ['to', 'before'],
    plus: [],
    minus: [],
    halfBefore: [],
    morning: ['am', 'a m', 'in the morning'],
    afternoon: ['pm', 'p m', 'in the afternoon', 'in the evening', 'at night'],
  },
  de: {
    named: { mittag: 720, mittags: 720, mitternacht: 0 },
    hourWords: ['uhr'],
    fillers: ['um', 'gegen'],
    parts: { viertel: 15 },
    past: ['nach'],
    to: ['vor'],
    plus: [],
    minus: [],
    halfBefore: ['halb'],
    morning: ['morgens', 'vormittags', 'fruh', 'am morgen', 'am vormittag'],
    afternoon: ['nachmittags', 'abends', 'am nachmittag', 'am abend'],
  },
  es: {
    named: { mediodia: 720, 'el mediodia': 720, medianoche: 0, 'la medianoche': 0 },
    hourWords: ['en punto', 'horas', 'hora'],
    fillers: ['a', 'al', 'las', 'la'],
    parts: { cuarto: 15, media: 30 },
    past: [],
    to: [],
    plus: ['y', 'con'],
    minus: ['menos'],
    halfBefore: [],
    morning: ['de la manana', 'de la madrugada', 'am'],
    afternoon: ['de la tarde', 'de la noche', 'pm'],
  },
  fr: {
    named: { midi: 720, minuit: 0 },
    hourWords: ['heures', 'heure', 'h'],
    fillers: ['a', 'vers'],
    parts: { quart: 15, 'le quart': 15, demie: 30, demi: 30 },
    past: [],
    to: [],
    plus: ['et'],
    minus: ['moins'],
    halfBefore: [],
    morning: ['du matin', 'am'],
    afternoon: ['de l apres midi', 'du soir', 'pm'],
  },
};
