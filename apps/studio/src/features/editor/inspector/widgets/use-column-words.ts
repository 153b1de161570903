'use client';

import { useTranslations } from 'next-intl';
import { readableName } from '../../model/prompt-text';
import type { RowColumn } from '../row-columns';

const COLUMNS = [
  'name',
  'value',
  'path',
  'as',
  'saveAs',
  'label',
  'values',
  'statuses',
  'target',
  'timeoutMs',
  'percent',
  'kind',
  'description',
  'options',
  'isRequired',
  'isOptional',
  'isSecret',
  'needsAnswers',
] as const;
const HINTS = [
  'name',
  'value',
  'path',
  'as',
  'saveAs',
  'label',
  'values',
  'statuses',
  'target',
  'timeoutMs',
  'options',
] as const;
const OPTIONS = ['text', 'number', 'boolean', 'date', 'time', 'choice'] as const;

/** The words of columns and their options; one the studio does not know goes by its own name. */
export const useColumnWords = () => {
  const t = useTranslations('editor.rows');
  return {
    title: ({ name, title }: Pick<RowColumn, 'name' | 'title'>): string =>
      title ?? (isOf(COLUMNS, name) ? t(`columns.${name}`) : capital(readableName(name))),
    hint: ({ name }: Pick<RowColumn, 'name'>): string | undefined =>
      isOf(HINTS, name) ? t(`hints.${name}`) : undefined,
    option: (value: string): string => (isOf(OPTIONS, value) ? t(`options.${value}`) : capital(readableName(value))),
  };
};

const isOf = <const Names extends readonly string[]>(names: Names, name: string): name is Names[number] =>
  names.includes(name);
const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
