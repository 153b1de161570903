import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';

/** A plain page of nobody in particular, on an origin of its own. */
export type PlainPage = { readonly url: string; readonly close: () => void };

/** Serves a page on a free port of loopback. @param body of it; default nothing */
export const servePlainPage = async (body = ''): Promise<PlainPage> => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>A shop</title>${body}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

/** What a page was answered. */
export type OfferedCall = { readonly callId: string; readonly answer: string };

/** Calls from a page by nothing but what browsers have: one offer, one fetch. @param fields apiKey, apiSecret, agentId, payload */
export const callByOffer = (page: Page, media: string, fields: object): Promise<OfferedCall> =>
  page.evaluate(
    async ([base, more]) => {
      const { iceServers } = await (await fetch(`${base}/webrtc/v1/iceservers`)).json();
      const peer = new RTCPeerConnection({ iceServers });
      // Chromium decodes what something plays.
      const sound = new Audio();
      sound.autoplay = true;
      peer.addEventListener('track', ({ streams, track }) => {
        sound.srcObject = streams[0] ?? new MediaStream([track]);
      });
      const microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
      const [track] = microphone.getAudioTracks();
      const sender = track && peer.addTrack(track, microphone);
      Object.assign(window, { peer, sender, sound });
      await peer.setLocalDescription(await peer.createOffer());
      const body = JSON.stringify({ ...peer.localDescription?.toJSON(), ...more });
      const response = await fetch(`${base}/webrtc/v1/offer`, { method: 'POST', body });
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      const { sdp, type, call_id: callId } = await response.json();
      await peer.setRemoteDescription({ sdp, type });
      return { callId, answer: sdp };
    },
    [media, fields] as const,
  );

/** Presses keys as a page does (RFC 4733), as soon as the call is connected and the browser takes them. */
export const pressOnPage = (page: Page, digits: string): Promise<void> =>
  page.evaluate(async (keys) => {
    const { peer, sender } = window as unknown as { peer: RTCPeerConnection; sender: RTCRtpSender };
    while (peer.connectionState !== 'connected')
      await new Promise((resolve) => peer.addEventListener('connectionstatechange', resolve, { once: true }));
    if (!sender.dtmf) throw new Error('This browser sends no keys.');
    // The browser itself takes them a little later than it says that it is connected.
    while (!sender.dtmf.canInsertDTMF) await new Promise((resolve) => setTimeout(resolve, 1));
    sender.dtmf.insertDTMF(keys, 120, 100);
  }, digits);

/** Hangs up as a page does. */
export const hangUpByOffer = (page: Page, media: string, callId: string): Promise<number> =>
  page.evaluate(
    async ([base, id]) => (await fetch(`${base}/webrtc/v1/hangup?call_id=${id}`, { method: 'POST' })).status,
    [media, callId] as const,
  );
