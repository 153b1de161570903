import { ZodError } from 'zod';
import { ApiFailure } from '../../shared/api/api-failure';

/** Why a form was not saved. */
export type FormProblem = {
  /** By the name of its words in `telephony.form`. */
  readonly kind: 'fields' | 'conflict' | 'forbidden' | 'offline' | 'notFound' | 'unexpected';
  /** Paths of what is wrong: `gateways.0.host`. */
  readonly fields: readonly string[];
};

/** What a refusal, by the form's own schema or by the api, says about a form. */
export const formProblemOf = (error: unknown): FormProblem => {
  if (error instanceof ZodError) return { kind: 'fields', fields: error.issues.map(({ path }) => path.join('.')) };
  if (!(error instanceof ApiFailure)) return { kind: 'unexpected', fields: [] };
  const fields = Object.keys(error.fields);
  return { kind: fields.length > 0 ? 'fields' : kindOf(error), fields };
};

const kindOf = (error: ApiFailure): FormProblem['kind'] => {
  if (error.isOffline) return 'offline';
  if (error.status === 403) return 'forbidden';
  if (error.status === 404) return 'notFound';
  return error.status === 409 ? 'conflict' : 'unexpected';
};

/** Whether something is wrong with a field, or with a part of it. */
export const isWrong = (problem: FormProblem | null, path: string): boolean =>
  problem?.fields.some((one) => one === path || one.startsWith(`${path}.`)) ?? false;
