import type { SpokenLanguage } from './languages.js';

/** The words dates are made of in a language, as {@link wordsOf} gives them: without accents. */
export type CalendarWords = {
  /** January first. */
  readonly months: readonly string[];
  /** Monday first; other spellings after a bar. */
  readonly weekdays: readonly string[];
  /** Days from today, by phrase, the longest first. */
  readonly relative: readonly (readonly [phrase: string, days: number])[];
  /** "In", as in "in three days"; then the units. */
  readonly inDays: { readonly in: string; readonly days: readonly string[]; readonly weeks: readonly string[] };
  /** Words that say nothing about which day it is. */
  readonly fillers: readonly string[];
  /** Ordinals that are not made from their number by {@link ordinalEndings}. */
  readonly ordinals: Readonly<Record<string, number>>;
  /** What ordinals end in, and what stands in its place in the number. */
  readonly ordinalEndings: readonly (readonly [ending: RegExp, replacement: string])[];
};

/** What dates are made of in the languages that are understood. */
export const calendarWords: Readonly<Record<SpokenLanguage, CalendarWords>> = {
  en: {
    months: [
      ...['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october'],
      ...['november', 'december'],
    ],
    weekdays: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
    relative: [
      ['the day after tomorrow', 2],
      ['day after tomorrow', 2],
      ['tomorrow', 1],
      ['today', 0],
      ['yesterday', -1],
    ],
    inDays: { in: 'in', days: ['day', 'days'], weeks: ['week', 'weeks'] },
    fillers: ['the', 'of', 'on', 'next', 'this', 'coming', 'in'],
    ordinals: {
      first: 1,
      second: 2,
      third: 3,
      fifth: 5,
      eighth: 8,
      ninth: 9,
      twelfth: 12,
      twentieth: 20,
      thirtieth: 30,
    },
    ordinalEndings: [[/th$/, '']],
  },
  de: {
    months: [
      ...['januar|janner', 'februar|feber', 'marz', 'april', 'mai', 'juni|juno', 'juli|julei', 'august', 'september'],
      ...['oktober', 'november', 'dezember'],
    ],
    weekdays: ['montag', 'dienstag', 'mittwoch', 'donnerstag', 'freitag', 'samstag|sonnabend', 'sonntag'],
    relative: [
      ['ubermorgen', 2],
      ['morgen', 1],
      ['heute', 0],
      ['gestern', -1],
    ],
    inDays: { in: 'in', days: ['tag', 'tagen'], weeks: ['woche', 'wochen'] },
    fillers: [
      ...['der', 'den', 'dem', 'am', 'des', 'nachster', 'nachsten', 'nachste', 'kommenden', 'kommender', 'diesen'],
      ...['dieser', 'im', 'jahr', 'jahre'],
    ],
    ordinals: { erste: 1, ersten: 1, erster: 1, dritte: 3, dritten: 3, dritter: 3, siebte: 7, siebten: 7, siebter: 7 },
    ordinalEndings: [
      [/st(e|en|er|es)$/, ''],
      [/t(e|en|er|es)$/, ''],
    ],
  },
  es: {
    months: [
      ...['enero', 'febrero', 'marzo', 'abril', 'mayo', 'junio', 'julio', 'agosto', 'septiembre|setiembre', 'octubre'],
      ...['noviembre', 'diciembre'],
    ],
    weekdays: ['lunes', 'martes', 'miercoles', 'jueves', 'viernes', 'sabado', 'domingo'],
    relative: [
      ['pasado manana', 2],
      ['manana', 1],
      ['hoy', 0],
      ['ayer', -1],
    ],
    inDays: { in: 'en', days: ['dia', 'dias'], weeks: ['semana', 'semanas'] },
    fillers: ['el', 'de', 'del', 'la', 'proximo', 'este', 'que', 'viene', 'dia', 'en'],
    ordinals: { primero: 1, primer: 1 },
    ordinalEndings: [],
  },
  fr: {
    months: [
      ...['janvier', 'fevrier', 'mars', 'avril', 'mai', 'juin', 'juillet', 'aout', 'septembre', 'octobre'],
      ...['novembre', 'decembre'],
    ],
    weekdays: ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'],
    relative: [
      ['apres demain', 2],
      ['demain', 1],
      ['aujourd hui', 0],
      ['hier', -1],
    ],
    inDays: { in: 'dans', days: ['jour', 'jours'], weeks: ['semaine', 'semaines'] },
    fillers: ['le', 'du', 'de', 'l', 'la', 'prochain', 'prochaine', 'ce', 'en'],
    ordinals: { premier: 1, premiere: 1 },
    ordinalEndings: [],
  },
};
