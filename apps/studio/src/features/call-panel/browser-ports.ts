import { type CallId, type Command, callId } from '@callwright/protocol';
import type { CallPeer, CallPorts, CallSocket, Microphone, PeerListener, SocketListener } from './call-ports';
import { CallFailed, type CallFailure } from './call-state';
import type { FindLine } from './find-line';

// RFC 4733 asks for 40 ms at least; 100 ms with a gap of 70 is what desk phones send.
const KEY_MS = 100;
const KEY_GAP_MS = 70;

// The sound goes a shorter way than the socket: closed at once it would be gone before the server hears of the
// goodbye, and a call that was hung up would be listed as one that was lost.
const GOODBYE_MS = 250;

/** The ports of a real browser. @param findLine who is asked for leave to call */
export const createBrowserPorts = (findLine: FindLine): CallPorts => ({
  nowMs: () => Date.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
  newCallId,
  takeMicrophone,
  findLine,
  openSocket,
  openPeer,
});

// `crypto.randomUUID` exists on secure pages only; the answer to that is `pageNotSecure`, not a crash.
const newCallId = (): CallId =>
  callId.parse(
    `c-${typeof crypto.randomUUID === 'function' ? crypto.randomUUID() : Math.random().toString(36).slice(2)}`,
  );

const takeMicrophone = async (): Promise<Microphone> => {
  // Browsers hide the microphone from pages that are neither https nor on this computer.
  if (!navigator.mediaDevices) throw new CallFailed('pageNotSecure');
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
    });
    return {
      stream,
      setMuted: (isMuted) => {
        for (const track of stream.getAudioTracks()) track.enabled = !isMuted;
      },
      close: () => {
        for (const track of stream.getTracks()) track.stop();
      },
    };
  } catch (cause) {
    throw new CallFailed(microphoneFailure(cause), undefined, { cause });
  }
};

const microphoneFailure = (error: unknown): CallFailure => {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'microphoneRefused';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'microphoneMissing';
    default:
      return 'microphoneBusy';
  }
};

const openSocket = (url: string, listener: SocketListener): CallSocket => {
  const socket = new WebSocket(url);
  socket.addEventListener('open', listener.onOpen);
  socket.addEventListener('message', ({ data }) => {
    if (typeof data === 'string') listener.onMessage(data);
  });
  socket.addEventListener('close', listener.onClose);
  return {
    send: (command: Command) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(command));
    },
    close: () => {
      socket.removeEventListener('close', listener.onClose);
      socket.close();
    },
  };
};

const openPeer = (microphone: Microphone, listener: PeerListener): CallPeer => {
  const peer = new RTCPeerConnection();
  const player = new Audio();
  const [track] = microphone.stream.getAudioTracks();
  const sender = track && peer.addTrack(track, microphone.stream);
  peer.addEventListener('track', ({ streams: [stream] }) => {
    if (!stream) return;
    // Chromium hands the samples of a remote track to Web Audio only while an element plays it.
    player.srcObject = stream;
    player.play().catch(() => {
      // Refused only where nobody has pressed anything on the page; a call begins with a press.
    });
    listener.onSound(stream);
  });
  peer.addEventListener('connectionstatechange', () => {
    if (peer.connectionState === 'connected') listener.onState('connected');
    if (peer.connectionState === 'disconnected') listener.onState('interrupted');
    if (peer.connectionState === 'failed') listener.onState('failed');
  });
  return {
    offer: async () => {
      await peer.setLocalDescription();
      return peer.localDescription?.sdp ?? '';
    },
    accept: (sdp) => peer.setRemoteDescription({ type: 'answer', sdp }),
    pressKey: (digit) => {
      const keys = sender?.dtmf;
      if (!keys?.canInsertDTMF) return false;
      // A second call replaces what still waits, so what waits is said again.
      keys.insertDTMF(keys.toneBuffer + digit, KEY_MS, KEY_GAP_MS);
      return true;
    },
    close: () => {
      player.srcObject = null;
      setTimeout(() => peer.close(), GOODBYE_MS);
    },
  };
};
