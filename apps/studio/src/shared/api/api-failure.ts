import type { ApiError } from '@callwright/protocol';

/** The api refused, or could not be reached. Decide by `code`, never by `message`. */
export class ApiFailure extends Error {
  readonly code: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** What is wrong with a flow, or with the file it should be made of. */
  readonly problems: NonNullable<ApiError['error']['problems']>;
  /** What is wrong with each field of what was sent. */
  readonly fields: Readonly<Record<string, readonly string[]>>;

  constructor(status: number, error: ApiError['error'], options?: { cause?: unknown }) {
    super(error.message, options);
    this.name = 'ApiFailure';
    this.status = status;
    this.code = error.code;
    this.problems = error.problems ?? [];
    this.fields = error.fields ?? {};
  }

  /** Whether nobody answered, so that trying again may help. */
  get isOffline(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

/** Whether `error` is an {@link ApiFailure} with this code. */
export const hasCode = (error: unknown, code: string): error is ApiFailure =>
  error instanceof ApiFailure && error.code === code;
