import {
  AppError,
  type CallId,
  type CallReplay,
  type FlowRef,
  type ReplayCall,
  type WorkspaceId,
} from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { FlowEditionsService, type FoundEdition } from '../../flows/flow-editions.service.js';
import { FlowLibraryService } from '../../flows/flow-library.service.js';
import { type CalledFlow, definitionsOf, versionsOf } from '../../flows/flow-shelf.js';
import { notFound } from '../../platform/http/errors.js';
import { flowRefOf } from '../call-resources.js';
import { CallsRepository } from '../calls.repository.js';
import { CallReplayer } from './call-replayer.js';
import { replayOf } from './replay-resources.js';

/** A call of a flow at its bounds has about as many; all of them are in memory at once. */
const MAX_LINES = 100_000;

/** Takes calls that are over through their flow again, as it is now or was. */
@Injectable()
export class ReplayCallService {
  constructor(
    private readonly calls: CallsRepository,
    private readonly editions: FlowEditionsService,
    private readonly library: FlowLibraryService,
    private readonly replayer: CallReplayer,
  ) {}

  /**
   * Gives what happened in a call to the draft or a version of its flow; nothing is performed.
   * @throws AppError `api.notFound`, `flow.notFound`; `api.conflict` for a call that is live, too long, or that no flow drove;
   *   `flow.invalid` for a draft that cannot run
   */
  async replay(workspace: WorkspaceId, id: CallId, { version }: ReplayCall): Promise<CallReplay> {
    const row = await this.calls.find(workspace, id);
    if (!row) throw notFound('call');
    const ran = flowRefOf(row);
    if (!ran) throw new AppError('api.conflict', 'No flow drove this call.');
    // Its journal may end in the middle of a turn, which would look like a difference.
    if (row.status === 'live') throw new AppError('api.conflict', 'The call is not over yet.');
    if ((await this.calls.countLines(workspace, id)) > MAX_LINES)
      throw new AppError(
        'api.conflict',
        `The call has more than ${MAX_LINES} lines and is not taken through a flow again.`,
      );
    const edition = await this.editions.find(workspace, ran.flowId, version);
    const called = await this.#calledBy(workspace, edition, ran);
    const subflows = versionsOf(called);
    const { flow } = edition.document;
    const lines = await this.calls.readAllLines(workspace, id);
    const replay = await this.replayer.replay({ flow, library: definitionsOf(called), lines }, workspace);
    return replayOf({ ...edition.ref, ...(subflows && { subflows }) }, replay);
  }

  // What ran is taken with what it called then; anything else as a call would run it now.
  #calledBy(workspace: WorkspaceId, { document, ref }: FoundEdition, ran: FlowRef): Promise<readonly CalledFlow[]> {
    const { flow } = document;
    const isWhatRan = ref.version !== null && ref.version === ran.version;
    return isWhatRan ? this.library.calledInCall(workspace, flow, ran) : this.library.calledBy(workspace, flow);
  }
}
