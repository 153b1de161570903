import { type ConfigProblem, type FieldMeta, templateProblem } from '@callwright/flow-engine';
import { variableName } from '@callwright/protocol';
import { z } from 'zod';

/** A name with a value in which variables may be used. */
export const pair = z.object({ name: z.string().max(128).default(''), value: z.string().max(4000).default('') });
export type Pair = z.infer<typeof pair>;

/** Names with values: headers, fields of a form, values of a message. */
export const pairs = (title: string, meta: Partial<FieldMeta> = {}) =>
  z
    .array(pair)
    .max(50)
    .default([])
    .meta({ title, section: 'does', widget: 'pairs', template: true, ...meta } satisfies FieldMeta);

/**
 * A value taken out of a JSON answer into a variable. `path` is dotted (`order.items.0.id`; empty: all of it). Without
 * `isOptional` an answer that lacks it is a failure, so that later steps can rely on the variable.
 */
export const mapping = z.object({
  path: z.string().max(256).default(''),
  as: z.union([z.literal(''), variableName]).default(''),
  isOptional: z.boolean().default(false),
});
export type Mapping = z.infer<typeof mapping>;

/** What is wrong with names and the variables in their values. */
export const pairProblems = (list: readonly Pair[], field: string): readonly ConfigProblem[] =>
  list.flatMap(({ name, value }): ConfigProblem[] => {
    if (name.trim() === '') return [{ severity: 'error', message: 'A value has no name.', field }];
    const problem = templateProblem(value);
    if (problem === null) return [];
    return [{ severity: 'error', message: `"${name}": a variable is written wrongly: ${problem}.`, field }];
  });

/** What is wrong with the variables that are taken out of an answer. */
export const mappingProblems = (list: readonly Mapping[], field: string): readonly ConfigProblem[] =>
  list.flatMap(({ path, as }, at): ConfigProblem[] => {
    if (as === '')
      return [{ severity: 'error', message: `It does not say what to remember "${path || 'all'}" as.`, field }];
    if (list.findIndex((one) => one.as === as) === at) return [];
    return [{ severity: 'error', message: `Two values are remembered as "${as}".`, field }];
  });
