import type { OnApplicationBootstrap } from '@nestjs/common';
import { type OnGatewayConnection, WebSocketGateway } from '@nestjs/websockets';
import type { WebSocket } from 'ws';
import { JournalIngestService } from '../calls/journal-ingest.service.js';
import { Clock } from '../platform/clock.js';
import { Log } from '../platform/log.js';
import { SecretsService } from '../secrets/secrets.service.js';
import { TelephonyDesk } from '../telephony/telephony-desk.js';
import { ControlConnection } from './control-connection.js';
import { LostCallsService } from './lost-calls.service.js';
import { MediaLinks } from './media-links.js';
import { SnapshotService } from './snapshot.service.js';

/** Where media processes connect. */
export const CONTROL_PATH = '/control';
const MAX_MESSAGE_BYTES = 32 * 1_048_576;

/** The control link: media processes dial in, tell their calls' stories and are told what to run. */
@WebSocketGateway({ path: CONTROL_PATH, maxPayload: MAX_MESSAGE_BYTES })
export class ControlGateway implements OnGatewayConnection, OnApplicationBootstrap {
  // Snapshots are taken one after the other, so that an older one never overtakes a newer.
  #lastSnapshot: Promise<void> = Promise.resolve();

  constructor(
    private readonly links: MediaLinks,
    private readonly snapshots: SnapshotService,
    private readonly secrets: SecretsService,
    private readonly ingest: JournalIngestService,
    private readonly lostCalls: LostCallsService,
    private readonly telephony: TelephonyDesk,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.snapshots.onChange(() => this.#sendSnapshot());
  }

  handleConnection(socket: WebSocket): void {
    // The connection lives as long as its socket, which holds it.
    void new ControlConnection(socket, {
      clock: this.clock,
      log: this.log,
      handlers: {
        onHello: async (link, { processId, liveCallIds }) => {
          this.links.add(link);
          await this.lostCalls.processReturned(processId, liveCallIds);
          await this.#sendSnapshot();
        },
        onJournal: async (carrier, piece) => {
          await this.ingest.take(carrier, piece);
          if (piece.start && !this.links.isConnected(carrier)) this.lostCalls.processGone(carrier);
        },
        onFetchFlow: async ({ requestId, workspaceId, flowId, draft }) => ({
          type: 'flow',
          requestId,
          entry: await this.snapshots.fetchFlow(workspaceId, flowId, draft),
        }),
        onFetchSecret: async (processId, { requestId, workspaceId, name }) => ({
          type: 'secret',
          requestId,
          value: await this.secrets.handOut(workspaceId, name, processId),
        }),
        onTelephonyState: (link, state) => this.telephony.takeState(link, state),
        onAnswer: (link, answer) => this.telephony.takeAnswer(link, answer),
        onMalformed: () => this.links.countMalformed(),
        onGone: (link) => {
          const isGone = this.links.remove(link);
          this.telephony.linkGone(link, isGone);
          if (isGone) this.lostCalls.processGone(link.processId);
        },
      },
    });
  }

  #sendSnapshot(): Promise<void> {
    const send = async () => this.links.broadcast(await this.snapshots.take());
    this.#lastSnapshot = this.#lastSnapshot.then(send, send);
    return this.#lastSnapshot;
  }
}
