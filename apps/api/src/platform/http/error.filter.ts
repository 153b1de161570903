import { type ApiError, AppError, type ErrorCode, errorCodes } from '@callwright/protocol';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { Log } from '../log.js';
import { BadRequestError, FlowFileError, FlowInvalidError } from './errors.js';
import type { HttpReply, HttpRequest } from './request.js';

/** Every failure of a route in the one form of {@link ApiError}. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<HttpReply>();
    const request = host.switchToHttp().getRequest<HttpRequest>();
    const { status, body } = answerTo(error, `${request.method} ${pathOf(request)}`);
    if (status >= 500) this.log.error({ route: request.routeOptions?.url, error: stackOf(error) }, 'request failed');
    // A stream that broke half-way has sent its head already; only hanging up is left.
    if (reply.sent || reply.raw.headersSent) reply.raw.destroy();
    else reply.status(status).header('content-type', 'application/json; charset=utf-8').send(body);
  }
}

/** Status and body for any thrown value; what we did not foresee says nothing about itself. */
export const answerTo = (error: unknown, asked: string): { status: number; body: ApiError } => {
  if (error instanceof AppError) return { status: errorCodes[error.code].httpStatus, body: bodyOf(error) };
  const status = error instanceof HttpException ? error.getStatus() : statusOf(error);
  const code = codeByStatus[status] ?? (status < 500 ? 'api.badRequest' : 'internal');
  return {
    status: codeByStatus[status] ? status : errorCodes[code].httpStatus,
    body: plain(code, wordsFor(code, asked)),
  };
};

const codeByStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'api.badRequest',
  401: 'auth.required',
  403: 'auth.forbidden',
  404: 'api.notFound',
  413: 'api.tooLarge',
  415: 'api.unsupportedMedia',
  429: 'api.tooManyRequests',
};

const wordsFor = (code: ErrorCode, asked: string): string => {
  if (code === 'api.notFound') return `There is nothing at ${asked}.`;
  return words[code] ?? 'The request could not be read.';
};
const words: Readonly<Partial<Record<ErrorCode, string>>> = {
  'api.tooLarge': 'That is more than this route takes.',
  'api.unsupportedMedia': 'This route does not take that content type.',
  'api.tooManyRequests': 'Too many requests; please wait a little.',
  'auth.required': 'Please sign in.',
  'auth.forbidden': 'That is not allowed.',
  internal: 'Something went wrong on our side.',
};

const bodyOf = (error: AppError): ApiError => ({
  error: {
    code: error.code,
    message: error.code === 'internal' ? (words.internal ?? '') : error.message,
    ...((error instanceof FlowInvalidError || error instanceof FlowFileError) && { problems: [...error.problems] }),
    ...(error instanceof BadRequestError && { fields: { ...error.fields } }),
  },
});

const plain = (code: ErrorCode, message: string): ApiError => ({ error: { code, message } });

const statusOf = (error: unknown): number =>
  typeof error === 'object' && error !== null && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : 500;

// The query may hold an API key.
const pathOf = (request: HttpRequest): string => request.url.split('?', 1)[0] ?? '';

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
