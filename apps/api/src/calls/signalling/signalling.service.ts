import type { CallId, CallSignalling, SignallingResource, WorkspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { notFound } from '../../platform/http/errors.js';
import { CallsRepository } from '../calls.repository.js';
import { SignallingRepository } from './signalling.repository.js';
import { stepOf } from './signalling-step.js';

/** The SIP messages of a call as people look at them. */
@Injectable()
export class SignallingService {
  constructor(
    private readonly calls: CallsRepository,
    private readonly signalling: SignallingRepository,
  ) {}

  /** The ladder of a call; without steps when it was not by SIP, or is not over. @throws AppError `api.notFound` */
  async ladder(workspace: WorkspaceId, id: CallId): Promise<SignallingResource> {
    const call = await this.calls.find(workspace, id);
    if (!call) throw notFound('call');
    const { entries, droppedCount } = (await this.signalling.find(workspace, id)) ?? NONE;
    return { callId: id, steps: entries.map((entry) => stepOf(entry, call.startedAt.getTime())), droppedCount };
  }

  /** The messages themselves. @throws AppError `api.notFound` also when there are none */
  async messages(workspace: WorkspaceId, id: CallId): Promise<CallSignalling['entries']> {
    const found = await this.signalling.find(workspace, id);
    if (!found) throw notFound('signalling');
    return found.entries;
  }
}

const NONE: CallSignalling = { entries: [], droppedCount: 0 };
