/**
 * Every failure Callwright can name, with the HTTP status it has on REST and whether trying again may help.
 * Decide by code, never by message text.
 */
export const errorCodes = {
  'protocol.badMessage': { httpStatus: 400, retryable: false },
  'protocol.unknownCommand': { httpStatus: 400, retryable: false },
  'protocol.firstCommand': { httpStatus: 400, retryable: false },
  'protocol.unsupported': { httpStatus: 400, retryable: false },
  'call.notDriver': { httpStatus: 403, retryable: false },
  'call.alreadyInvited': { httpStatus: 409, retryable: false },
  'call.unknownEndpoint': { httpStatus: 404, retryable: false },
  'call.ended': { httpStatus: 410, retryable: false },
  'call.busy': { httpStatus: 503, retryable: true },
  'call.mailboxFull': { httpStatus: 503, retryable: true },
  'call.notAllowed': { httpStatus: 403, retryable: false },
  'call.rejected': { httpStatus: 502, retryable: false },
  'call.refused': { httpStatus: 502, retryable: false },
  'call.unreachable': { httpStatus: 502, retryable: true },
  'call.transferFailed': { httpStatus: 502, retryable: true },
  'media.badSdp': { httpStatus: 400, retryable: false },
  'media.noCommonCodec': { httpStatus: 400, retryable: false },
  'media.soundLost': { httpStatus: 503, retryable: true },
  'media.noWorker': { httpStatus: 503, retryable: true },
  'media.timeout': { httpStatus: 504, retryable: true },
  'media.promptMissing': { httpStatus: 404, retryable: false },
  'media.promptRefused': { httpStatus: 403, retryable: false },
  'media.promptUnreadable': { httpStatus: 415, retryable: false },
  'media.noPort': { httpStatus: 503, retryable: true },
  'media.roomFull': { httpStatus: 503, retryable: true },
  'speech.notConfigured': { httpStatus: 400, retryable: false },
  'speech.unavailable': { httpStatus: 503, retryable: true },
  'speech.timeout': { httpStatus: 504, retryable: true },
  'speech.badModel': { httpStatus: 422, retryable: false },
  'speech.asrFailed': { httpStatus: 502, retryable: true },
  'speech.ttsFailed': { httpStatus: 502, retryable: true },
  'speech.unsupportedLanguage': { httpStatus: 400, retryable: false },
  'flow.invalid': { httpStatus: 422, retryable: false },
  'flow.notFound': { httpStatus: 404, retryable: false },
  'flow.stepLimit': { httpStatus: 500, retryable: false },
  'flow.tooManySteps': { httpStatus: 500, retryable: false },
  'flow.tooDeep': { httpStatus: 500, retryable: false },
  'flow.valueTooLarge': { httpStatus: 500, retryable: false },
  'flow.badValue': { httpStatus: 500, retryable: false },
  'flow.nodeFailed': { httpStatus: 500, retryable: false },
  'flow.badFile': { httpStatus: 422, retryable: false },
  'flow.staleDraft': { httpStatus: 409, retryable: false },
  'auth.required': { httpStatus: 401, retryable: false },
  'auth.forbidden': { httpStatus: 403, retryable: false },
  'auth.badOrigin': { httpStatus: 403, retryable: false },
  'auth.expired': { httpStatus: 401, retryable: false },
  'api.badRequest': { httpStatus: 400, retryable: false },
  'api.notFound': { httpStatus: 404, retryable: false },
  'api.conflict': { httpStatus: 409, retryable: false },
  'api.tooLarge': { httpStatus: 413, retryable: false },
  'api.unsupportedMedia': { httpStatus: 415, retryable: false },
  'api.badRange': { httpStatus: 416, retryable: false },
  'api.tooManyRequests': { httpStatus: 429, retryable: true },
  'code.busy': { httpStatus: 503, retryable: true },
  'code.lost': { httpStatus: 503, retryable: true },
  'http.noSecret': { httpStatus: 400, retryable: false },
  'http.badUrl': { httpStatus: 400, retryable: false },
  'http.badRequest': { httpStatus: 400, retryable: false },
  'http.refusedAddress': { httpStatus: 403, retryable: false },
  'http.timeout': { httpStatus: 504, retryable: true },
  'http.network': { httpStatus: 502, retryable: true },
  'http.tooLarge': { httpStatus: 502, retryable: false },
  'http.tooManyRedirects': { httpStatus: 502, retryable: false },
  'http.busy': { httpStatus: 503, retryable: true },
  'delivery.notConfigured': { httpStatus: 503, retryable: false },
  'delivery.refused': { httpStatus: 502, retryable: false },
  'delivery.failed': { httpStatus: 502, retryable: true },
  'control.unavailable': { httpStatus: 503, retryable: true },
  internal: { httpStatus: 500, retryable: false },
} as const satisfies Record<string, { httpStatus: number; retryable: boolean }>;

/** A code of {@link errorCodes}. */
export type ErrorCode = keyof typeof errorCodes;

/** A failure with a code. The message is for people and holds no personal data. */
export class AppError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
  }

  get retryable(): boolean {
    return errorCodes[this.code].retryable;
  }
}

/** Any thrown value as an AppError; what is not one already becomes `fallback`. */
export const toAppError = (error: unknown, fallback: ErrorCode = 'internal'): AppError =>
  error instanceof AppError
    ? error
    : new AppError(fallback, error instanceof Error ? error.message : String(error), { cause: error });
