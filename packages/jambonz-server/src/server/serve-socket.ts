import type { WebSocket } from 'ws';
import { type HookRequest, parseHookMessage } from '../messages/hook-request.js';
import { parseRecordingSession, parseRecordingText, type RecordingRequest } from '../messages/recording-request.js';
import type { ServerLog } from './log.js';
import type { JambonzRoute } from './route.js';
import type { Session } from './session.js';

/** What a socket is served with. */
export type Served<State> = {
  readonly uuid: string;
  readonly socket: WebSocket;
  readonly session: Session;
  readonly route: JambonzRoute<State>;
  readonly state: State;
  readonly log: ServerLog;
};

/** Messages that may wait for a handler; then the socket is not read until there are fewer. */
const MAX_WAITING = 256;
/** RFC 6455 §7.4.1: a message of a kind, or with content, that is not for here. */
const POLICY_VIOLATION = 1008;

/** Reads a socket and calls its route's handler, one message at a time, and last with `Close`. */
export const serveSocket = <State>(served: Served<State>): void => {
  const { socket, log, route } = served;
  // A frame that breaks RFC 6455 is an error of the socket, which closes it; unheard it would end the process.
  socket.on('error', (error) => log.debug({ error: error.message }, 'socket error'));
  if (route.type === 'hook') serveHook(served, inTurn(served, route.handler));
  else serveRecording(served, inTurn(served, route.handler));
};

const serveHook = <State>({ socket, log }: Served<State>, tell: (request: HookRequest) => void): void => {
  socket.on('message', (data, isBinary) => {
    const parsed = isBinary ? ({ problem: 'binary' } as const) : parseHookMessage(String(data));
    if ('message' in parsed) tell(parsed.message);
    // What is not known is dropped, and the call goes on (seed; jambonz grows new types).
    else log.debug({ problem: parsed.problem }, 'message dropped');
  });
  socket.on('close', (code) => tell({ kind: 'Close', code }));
};

const serveRecording = <State>({ socket, session, log }: Served<State>, tell: (request: RecordingRequest) => void) => {
  let hasBegun = false;
  const begin = (text: string | null) => {
    const opened = text === null ? null : parseRecordingSession(text);
    hasBegun = opened !== null;
    if (opened) tell({ kind: 'SessionNew', session: opened });
    else session.close(POLICY_VIOLATION, 'The first frame is to tell whose call this is.');
  };
  socket.on('message', (data: Buffer, isBinary) => {
    if (!session.isOpen) return;
    if (!hasBegun) return begin(isBinary ? null : String(data));
    const request = isBinary ? ({ kind: 'Binary', bytes: data } as const) : parseRecordingText(String(data));
    if (request) tell(request);
    else log.debug({}, 'text dropped');
  });
  socket.on('close', (code) => tell({ kind: 'Close', code }));
};

/** Calls a handler in order; one that is at once done costs no promise. */
const inTurn = <State, Request>(
  { uuid, socket, session, state, log }: Served<State>,
  handler: (context: {
    readonly uuid: string;
    readonly session: Session;
    readonly request: Request;
    readonly state: State;
  }) => void | Promise<void>,
): ((request: Request) => void) => {
  const waiting: Request[] = [];
  let isBusy = false;
  const report = (error: unknown) => log.warn({ error: String(error) }, 'handler failed');
  const call = (request: Request): void | Promise<void> => {
    try {
      return handler({ uuid, session, request, state });
    } catch (error) {
      report(error);
    }
  };
  const run = () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const done = call(next);
      if (!(done instanceof Promise)) continue;
      isBusy = true;
      void done.catch(report).then(goOn);
      return;
    }
    if (socket.isPaused) socket.resume();
  };
  const goOn = () => {
    isBusy = false;
    run();
  };
  return (request) => {
    waiting.push(request);
    if (!isBusy) run();
    else if (waiting.length >= MAX_WAITING && !socket.isPaused) socket.pause();
  };
};
