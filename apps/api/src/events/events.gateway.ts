import type { IncomingMessage } from 'node:http';
import { type OnGatewayConnection, WebSocketGateway } from '@nestjs/websockets';
import { Gauge } from 'prom-client';
import type { WebSocket } from 'ws';
import { UpgradeGuard } from '../auth/upgrade.guard.js';
import { CallsRepository } from '../calls/calls.repository.js';
import { runInBackground } from '../platform/background.js';
import { Clock } from '../platform/clock.js';
import { Log } from '../platform/log.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { LiveClient } from './live-client.js';
import { LiveEvents } from './live-events.js';
import { LiveSocket } from './live-socket.js';

/** Where live events are served. */
export const EVENTS_PATH = '/api/v1/events';
/** How often a client's session or key is looked at again, and the connection tried. */
export const RECHECK_MS = 60_000;
const MAX_MESSAGE_BYTES = 4096;
// RFC 6455 §7.4.1: 1008 = policy violation.
const NOT_WELCOME = 1008;

/** Live events for people and integrations. */
@WebSocketGateway({ path: EVENTS_PATH, maxPayload: MAX_MESSAGE_BYTES })
export class EventsGateway implements OnGatewayConnection {
  readonly #clients: Gauge;

  constructor(
    private readonly guard: UpgradeGuard,
    private readonly events: LiveEvents,
    private readonly calls: CallsRepository,
    private readonly clock: Clock,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.#clients = metrics.gauge('live_event_clients', 'Clients of live events');
  }

  handleConnection(socket: WebSocket, request: IncomingMessage): void {
    const principal = this.guard.principalOf(request);
    if (!principal) {
      socket.close(NOT_WELCOME);
      return;
    }
    const { workspaceId } = principal;
    const outbound = new LiveSocket(socket);
    const client = new LiveClient(outbound, {
      linesOf: (callId) => (fromSeq) => this.calls.readLines(workspaceId, callId, fromSeq),
      onReplayFailed: (error) => runInBackground('replay of a call', Promise.reject(error), this.log),
    });
    const unsubscribe = this.events.subscribe(workspaceId, client.listen);
    const stopRechecking = this.#recheck(socket, request);
    this.#clients.inc();
    socket.on('message', (data: Buffer, isBinary: boolean) => client.receive(isBinary ? '' : data.toString()));
    socket.once('close', () => {
      this.#clients.dec();
      stopRechecking();
      unsubscribe();
      client.close();
    });
    outbound.send({ type: 'hello' });
  }

  #recheck(socket: WebSocket, request: IncomingMessage): () => void {
    const check = async () => {
      if (!(await this.guard.recognise(request))) socket.close(NOT_WELCOME, 'Please sign in again.');
      else socket.ping();
    };
    const tick = () => {
      timer = this.clock.startTimer(RECHECK_MS, tick);
      runInBackground('recheck of a live client', check(), this.log);
    };
    let timer = this.clock.startTimer(RECHECK_MS, tick);
    return () => timer.cancel();
  }
}
