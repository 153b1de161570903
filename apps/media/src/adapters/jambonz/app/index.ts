import { createJambonzServer, type RecordingSession } from '@callwright/jambonz-server';
import { toAppError, type WorkspaceId } from '@callwright/protocol';
import type { ProtocolAdapter } from '../../protocol-adapter.js';
import { jambonzCaller } from './callers.js';
import { JambonzCalls, type JambonzCallsParts } from './jambonz-calls.js';
import { ListenedSound } from './listened-sound.js';
import { type OpenPrompt, servePrompts } from './serve-prompt.js';
import { createWebhooks } from './webhooks.js';

/** What the adapter is made of. */
export type JambonzAppOptions = JambonzCallsParts & {
  /** A secret of a workspace by its name; null when there is none. @throws AppError `control.unavailable` */
  readonly secret: (workspaceId: WorkspaceId, name: string) => Promise<string | null>;
  /** Opens what a `play.url` names that jambonz cannot fetch elsewhere. @throws AppError `media.prompt...` */
  readonly openPrompt: (url: string) => Promise<OpenPrompt>;
  /** Sockets open at a time; more are refused by 503. */
  readonly maxSockets: number;
};

/** The secret of a workspace by which its jambonz signs webhooks; without it signatures are not looked at. */
export const WEBHOOK_SECRET = 'JAMBONZ_WEBHOOK_SECRET';
/** RFC 6455 §7.4.1. */
const POLICY_VIOLATION = 1008;

/**
 * jambonz calls us: `/jambonz/<line>` is the call hook of an application, as a WebSocket (`ws.jambonz.org`) or a webhook. The
 * name and password of the application are free, and an API key.
 */
export const createJambonzApp = (options: JambonzAppOptions): ProtocolAdapter => {
  const { clock, newId, log, maxSockets, onRefused } = options;
  const calls = new JambonzCalls(options);
  const mayCome = (...who: Parameters<typeof jambonzCaller>): boolean => {
    try {
      // A line that is not there is told of by its answer, which a caller hears; a handshake would be tried again.
      jambonzCaller(...who);
      return true;
    } catch (error) {
      const { code } = toAppError(error);
      if (code === 'call.unknownEndpoint') return true;
      onRefused(code);
      return false;
    }
  };
  const server = createJambonzServer(null, {
    isAllowed: ({ params, credentials }, type) =>
      type === 'hook'
        ? mayCome(params.line ?? '', credentials, options)
        : calls.bySoundKey(params.key ?? '') !== undefined,
    ...{ maxSockets, startTimer: clock.startTimer, newId, log },
  })
    .route({
      path: '/jambonz/:line',
      type: 'hook',
      handler: ({ request, session }) => {
        if (request.kind === 'Close') calls.lose(session, request.code);
        else calls.take(request, session);
      },
    })
    .route({
      path: '/jambonz/:line/recording/:key',
      type: 'recording',
      handler: ({ request, session }) => {
        const call = calls.bySoundKey(session.handshake.params.key ?? '');
        if (!call) return session.close(POLICY_VIOLATION, 'The call is over.');
        if (request.kind === 'SessionNew' && !isAsked(request.session))
          return session.close(POLICY_VIOLATION, 'The sound of this call was asked for in stereo, at 8000 Hz.');
        if (request.kind === 'Binary') call.sound.hear(request.bytes);
        else if (request.kind === 'Dtmf') call.key(request.digit, request.durationMs);
      },
    });
  const webhooks = createWebhooks({
    ...options,
    calls,
    signatureSecret: (workspaceId) => options.secret(workspaceId, WEBHOOK_SECRET),
  });
  const prompts = servePrompts({
    offered: (key, number) => calls.bySoundKey(key)?.promptAt(number),
    ...{ openPrompt: options.openPrompt, onRefused, log },
  });
  return {
    name: 'jambonz',
    upgrade: (request, socket, head) => server.upgrade(request, socket, head),
    request: (...exchange) => prompts(...exchange) || webhooks.request(...exchange),
    counts: () => ({ calls: calls.count, sockets: server.socketCount() }),
    close: () => {
      calls.close();
      return server.close();
    },
  };
};

// Older ones do not say.
const isAsked = ({ metadata: { mixType = 'stereo' }, sampleRate }: RecordingSession): boolean =>
  mixType === 'stereo' && sampleRate === ListenedSound.rateHz;
