import { callTokenResource, publicConfig } from '@callwright/protocol';
import { ApiFailure, hasCode } from '../../shared/api/api-failure';
import { api } from '../../shared/api/client';
import type { CallRequest } from './call-ports';
import { CallFailed, failureOfCode } from './call-state';

/** How the address of a call's socket is found. Fails with `CallFailed`. */
export type FindLine = (request: CallRequest, signal: AbortSignal) => Promise<string>;

/** Asks the api for leave to call. */
export const findLine: FindLine = async ({ callee, caller }, signal) => {
  try {
    const { url } = await api.post('/call-tokens', { callee, caller }, callTokenResource, { signal });
    return url;
  } catch (error) {
    throw inWords(error);
  }
};

/** Asks for leave; a stranger calls without, which works where the line is open to everybody. */
export const findOpenLine: FindLine = async ({ callee, caller }, signal) => {
  try {
    const { url } = await api.post('/call-tokens', { callee, caller }, callTokenResource, { signal });
    return url;
  } catch (error) {
    if (!hasCode(error, 'auth.required') && !hasCode(error, 'auth.expired')) throw inWords(error);
  }
  try {
    const { mediaUrl } = await api.get('/config', publicConfig, { signal });
    return `${mediaUrl.replace(/^http/, 'ws')}/call/webrtc`;
  } catch (error) {
    throw inWords(error);
  }
};

const inWords = (error: unknown): unknown => {
  if (!(error instanceof ApiFailure)) return error;
  const failure = error.isOffline ? 'apiUnreachable' : failureOfCode(error.code);
  return new CallFailed(failure, error.message, { cause: error });
};
