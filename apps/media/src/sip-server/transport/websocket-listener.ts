import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type ListeningServer, listenGuarded, type ServerOptions, serverTls } from './stream-listener.js';

// RFC 7118 §4: the name of SIP among WebSocket subprotocols.
const SUBPROTOCOL = 'sip';

/**
 * Takes WebSocket connections that speak SIP (RFC 7118), by WS or WSS. Every path is taken; other requests get 426.
 * @throws Error of the system when the address cannot be bound, or when WSS has no certificate
 */
export function listenForWebSockets(
  options: ServerOptions,
  onSocket: (socket: WebSocket, raw: Socket) => void,
): Promise<ListeningServer> {
  const { limits, listener, files } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.message.headBytes + limits.message.bodyBytes,
    perMessageDeflate: false,
    handleProtocols: () => SUBPROTOCOL,
  });
  const patience = {
    headersTimeout: limits.unfinishedMs,
    requestTimeout: limits.unfinishedMs,
    connectionsCheckingInterval: limits.unfinishedMs,
  };
  if (listener.protocol === 'ws') {
    const http = createHttpServer(patience);
    serveSip(http, sockets, onSocket);
    return listenGuarded(http, options);
  }
  const https = createHttpsServer({ ...patience, ...serverTls(files), handshakeTimeout: limits.unfinishedMs });
  https.on('tlsClientError', (_error, socket: Duplex) => socket.destroy());
  serveSip(https, sockets, onSocket);
  return listenGuarded(https, options, (renewed) => https.setSecureContext(serverTls(renewed)));
}

type OnSocket = (socket: WebSocket, raw: Socket) => void;

function serveSip(http: Server, sockets: WebSocketServer, onSocket: OnSocket): void {
  http.on('request', (_request, response) => response.writeHead(426, { connection: 'close' }).end());
  http.on('upgrade', (request, duplex: Duplex, head) => {
    duplex.on('error', () => duplex.destroy());
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    if (!offered.includes(SUBPROTOCOL)) {
      duplex.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, duplex, head, (socket) => onSocket(socket, request.socket));
  });
}
