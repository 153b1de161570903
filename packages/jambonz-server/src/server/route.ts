import type { HookRequest } from '../messages/hook-request.js';
import type { RecordingRequest } from '../messages/recording-request.js';
import type { Session } from './session.js';

/** What a handler is called with, once for each message of a session, in order. */
export type HandlerContext<State, Request> = {
  /** The same for all messages of one socket. */
  readonly uuid: string;
  readonly session: Session;
  readonly request: Request;
  /** What the server was made with. */
  readonly state: State;
};

/** Answers calls: the hook socket of an application. The next message waits until the promise of one has settled. */
export type HookHandler<State> = (context: HandlerContext<State, HookRequest>) => void | Promise<void>;
/** Takes sound: the socket of a `listen`, a `stream`, or of an account's recorder. */
export type RecordingHandler<State> = (context: HandlerContext<State, RecordingRequest>) => void | Promise<void>;

/** A path and who answers on it. `:name` stands for one part of the path, told as `session.handshake.params`. */
export type JambonzRoute<State> =
  | { readonly path: string; readonly type: 'hook'; readonly handler: HookHandler<State> }
  | { readonly path: string; readonly type: 'recording'; readonly handler: RecordingHandler<State> };
export type RouteType = JambonzRoute<unknown>['type'];

/** The `:name` parts of a path by a pattern; null when it is another path. */
export const matchPath = (pattern: string, path: string): Readonly<Record<string, string>> | null => {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const value = decoded(given[at] ?? '');
    if (part.startsWith(':') && value) params[part.slice(1)] = value;
    else if (part !== value) return null;
  }
  return params;
};

const decoded = (part: string): string | null => {
  try {
    return decodeURIComponent(part);
  } catch {
    return null; // No path of ours has it.
  }
};
