import { AppError, type ErrorCode } from '@callwright/protocol';

/**
 * What an HTTP status that is no success means. The body is not read: it may repeat what was sent.
 * @param failed the code of a request that is simply refused
 */
export function statusProblem(title: string, status: number, failed: ErrorCode = 'speech.asrFailed'): AppError {
  if (status === 401 || status === 403)
    return new AppError('speech.notConfigured', `${title} refused the key (${status})`);
  if (status === 429) return new AppError('speech.unavailable', `${title} takes no more requests now (429)`);
  if (status === 408 || status === 504) return new AppError('speech.timeout', `${title} did not answer (${status})`);
  if (status >= 500) return new AppError('speech.unavailable', `${title} is out of order (${status})`);
  return new AppError(failed, `${title} refused the request (${status})`);
}

/** What an error of a connection means. Its message may hold the address, so only its code is told. */
export function connectProblem(title: string, error: Error): AppError {
  const code = codeOf(error) ?? codeOf(error.cause);
  if (code?.startsWith('WS_ERR_'))
    return new AppError('speech.asrFailed', `${title} said what is not of its protocol (${code})`);
  return new AppError('speech.unavailable', `${title} cannot be reached${code ? ` (${code})` : ''}`);
}

const codeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
