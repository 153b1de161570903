import { debug, UA, WebSocketInterface } from 'jssip';
import type { RTCSession } from 'jssip/lib/RTCSession.js';

// Runs in a page: a telephone of JsSIP, which a test drives by `window.telephone`.

/** How it registers. */
export type PagePhoneAccount = {
  readonly url: string;
  readonly uri: string;
  readonly username: string;
  readonly password: string;
};

/** What a test does with it, and what happened to it so far. */
export type PagePhone = {
  readonly events: string[];
  readonly register: (account: PagePhoneAccount) => void;
  readonly call: (target: string) => void;
  readonly answer: () => void;
  readonly press: (key: string) => void;
  readonly hangUp: () => void;
  readonly leave: () => void;
};

const audio = { mediaConstraints: { audio: true, video: false }, pcConfig: { iceServers: [] } };

// A browser does not decode what nobody listens to.
const listenTo = (connection: RTCPeerConnection): void => {
  connection.addEventListener('track', ({ track }) => {
    const speaker = new Audio();
    speaker.srcObject = new MediaStream([track]);
    void speaker.play();
  });
};

const createPhone = (): PagePhone => {
  const events: string[] = [];
  let agent: UA | null = null;
  let session: RTCSession | null = null;
  const follow = (next: RTCSession) => {
    session = next;
    if (next.connection) listenTo(next.connection);
    else
      next.on('peerconnection', ({ peerconnection }: { peerconnection: RTCPeerConnection }) =>
        listenTo(peerconnection),
      );
    next.on('progress', () => events.push('progress'));
    next.on('accepted', () => events.push('accepted'));
    for (const what of [
      'getusermediafailed',
      'peerconnection:setremotedescriptionfailed',
      'peerconnection:createofferfailed',
    ] as const)
      next.on(what, (error: unknown) => events.push(`${what}: ${error}`));
    next.on('confirmed', () => events.push('confirmed'));
    next.on('ended', ({ originator }: { originator: string }) => events.push(`ended by ${originator}`));
    next.on('failed', ({ cause }: { cause: string }) => events.push(`failed: ${cause}`));
  };
  debug.disable();
  return {
    events,
    register({ url, uri, username, password }) {
      agent = new UA({ sockets: [new WebSocketInterface(url)], uri, authorization_user: username, password });
      agent.on('registered', () => events.push('registered'));
      agent.on('connected', () => events.push('connected'));
      agent.on('disconnected', ({ code, reason }: { code?: number; reason?: string }) =>
        events.push(`disconnected: ${code} ${reason}`),
      );
      agent.on('registrationFailed', ({ cause }) => events.push(`not registered: ${cause}`));
      agent.on('newRTCSession', ({ originator, session: next }: { originator: string; session: RTCSession }) => {
        events.push(originator === 'remote' ? 'called' : 'calling');
        follow(next);
      });
      agent.start();
    },
    call: (target) => void agent?.call(target, audio),
    // As a page does that asks for nothing particular.
    answer: () => session?.answer(),
    press: (key) => session?.sendDTMF(key),
    hangUp: () => session?.terminate(),
    leave: () => agent?.stop(),
  };
};

Object.assign(window, { telephone: createPhone() });
