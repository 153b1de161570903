import { ApiFailure } from '../../shared/api/api-failure';

/**
 * Signs in; the session is a cookie.
 * @throws ApiFailure with the status of the answer: 401 for a wrong email or password, 429 for too many tries
 */
export const signIn = (email: string, password: string): Promise<void> => post('sign-in/email', { email, password });

/** Ends the session of this browser. */
export const signOut = (): Promise<void> => post('sign-out', {});

const post = async (path: string, body: unknown): Promise<void> => {
  const response = await fetch(`/api/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch((cause: unknown) => {
    throw new ApiFailure(0, { code: 'control.unavailable', message: 'The api does not answer.' }, { cause });
  });
  if (response.ok) return;
  const code = response.status === 401 ? 'auth.required' : 'internal';
  throw new ApiFailure(response.status, { code, message: response.statusText });
};
