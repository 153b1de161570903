import type { FileProblem } from '@callwright/flow-engine';
import { type ApiError, AppError, type ErrorCode, type FlowProblem } from '@callwright/protocol';
import type { z } from 'zod';

/** A request whose body or query is not what the route takes; `fields` says what is wrong where. */
export class BadRequestError extends AppError {
  readonly fields: Readonly<Record<string, string[]>>;

  constructor(fields: Readonly<Record<string, string[]>>, code: ErrorCode = 'api.badRequest') {
    super(code, `Please check ${Object.keys(fields).join(', ')}.`);
    this.fields = fields;
  }

  /** What zod found wrong, by the field's path. */
  static of(error: z.ZodError): BadRequestError {
    const fields: Record<string, string[]> = {};
    for (const issue of error.issues) {
      const path = issue.path.join('.') || 'body';
      fields[path] = [...(fields[path] ?? []), issue.message];
    }
    return new BadRequestError(fields);
  }
}

/** A flow that may not be published, or put on a line, as it is. */
export class FlowInvalidError extends AppError {
  readonly problems: readonly FlowProblem[];

  constructor(problems: readonly FlowProblem[], message = 'The flow has errors; mend them before publishing.') {
    super('flow.invalid', message);
    this.problems = problems;
  }
}

/** A text that is no flow file; `problems` says what is wrong in which line. */
export class FlowFileError extends AppError {
  readonly problems: NonNullable<ApiError['error']['problems']>;

  constructor(problems: readonly FileProblem[]) {
    super('flow.badFile', 'The file could not be read as a flow.');
    this.problems = problems.map((problem) => ({ severity: 'error', code: 'badFile', ...problem }));
  }
}

/** Nothing of that kind and id in this workspace. */
export const notFound = (what: string, code: ErrorCode = 'api.notFound'): AppError =>
  new AppError(code, `There is no such ${what}.`);
