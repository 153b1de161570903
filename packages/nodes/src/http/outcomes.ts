import { NEVER, type Outcome, type Written } from '@callwright/flow-engine';
import type { FlowSettings, Json } from '@callwright/protocol';
import { sampleAnswer } from '../shared/sample-answer.js';
import type { HttpConfig } from './definition.js';
import { statusFor } from './statuses.js';

type Sets = Readonly<Record<string, Written>>;

const ANY: Written = { is: 'any' };
const STATUS: Written = { is: 'any', of: 'number' };
const ERROR: Written = { is: 'any', of: 'text' };
const UNSET: Written = { is: 'value', value: null };

/** What may come of a request: each way out, with all that is looked for in the answer and without. */
export const httpOutcomes = (config: HttpConfig, settings: FlowSettings): readonly Outcome[] => {
  const { ways } = config;
  const required = config.results.filter(({ isOptional }) => !isOptional);
  const isAllOptional = required.length === 0;
  const full = sampleAnswer(config.results, settings);
  const least = sampleAnswer(required, settings);
  const failed = failing(config);
  return [
    ...answers(config, 'ok', full, ANY),
    ...(required.length === config.results.length ? [] : answers(config, 'ok', least, UNSET)),
    ...[...ways.map(({ id }) => id), 'otherwise'].flatMap((exit) => [
      ...answers(config, exit, full, ANY),
      ...(config.results.length === 0 ? [] : answersNothing(config, exit)),
    ]),
    { exit: 'timeout', by: [{ http: { error: 'http.timeout' } }], sets: failed },
    { exit: 'failed', by: [{ http: { error: 'http.network' } }], sets: failed },
    ...(isAllOptional ? [] : lacking(config)),
  ];
};

/** @param optional what becomes of values an answer may lack */
const answers = (config: HttpConfig, exit: string, body: Json, optional: Written): readonly Outcome[] => {
  const saved = config.results.map(({ as, isOptional }) => [as, isOptional ? optional : ANY] as const);
  return answered(config, exit, body, Object.fromEntries(saved));
};

const answersNothing = (config: HttpConfig, exit: string): readonly Outcome[] =>
  answered(config, exit, undefined, Object.fromEntries(config.results.map(({ as }) => [as, UNSET])));

const answered = (config: HttpConfig, exit: string, body: Json | undefined, saved: Sets): readonly Outcome[] => {
  const status = statusFor(exit, config.ways);
  if (status === undefined) return [{ exit, when: NEVER }];
  const http = { status, ...(body === undefined ? {} : { body }) };
  return [
    { exit, by: [{ http }], sets: named({ ...saved, [config.saveStatusAs]: STATUS, [config.saveErrorAs]: UNSET }) },
  ];
};

const lacking = (config: HttpConfig): readonly Outcome[] => {
  const status = statusFor('ok', config.ways);
  if (status === undefined) return [];
  const sets = named({ [config.saveStatusAs]: STATUS, [config.saveErrorAs]: ERROR });
  return [{ exit: 'failed', by: [{ http: { status } }], sets }];
};

const failing = ({ saveStatusAs, saveErrorAs }: HttpConfig): Sets =>
  named({ [saveStatusAs]: UNSET, [saveErrorAs]: ERROR });

const named = (sets: Sets): Sets => Object.fromEntries(Object.entries(sets).filter(([name]) => name !== ''));
