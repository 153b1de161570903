import type { CallId, CallSignalling, SignallingResource, WorkspaceId } from '@callwright/protocol';
import { ladderOf, pcapOf } from '@callwright/sip';
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
    const kept = (await this.signalling.find(workspace, id)) ?? NOTHING;
    return resourceOf(id, kept, call.startedAt.getTime());
  }

  /** The messages as a capture file. @throws AppError `api.notFound` also when there are none */
  async capture(workspace: WorkspaceId, id: CallId): Promise<Uint8Array> {
    const found = await this.signalling.find(workspace, id);
    if (!found) throw notFound('signalling');
    return pcapOf(found.entries);
  }
}

const NOTHING: CallSignalling = { entries: [], droppedCount: 0 };

const resourceOf = (
  callId: CallId,
  { entries, droppedCount }: CallSignalling,
  startedAtMs: number,
): SignallingResource => {
  const { participants, rows, findings } = ladderOf(entries);
  return {
    callId,
    steps: entries.map((entry) => stepOf(entry, startedAtMs)),
    participants: [...participants],
    rows: rows.map(({ atMs, lastAtMs, times, from, to, kind, title, note, entries: steps }) => ({
      atMs: atMs - startedAtMs,
      lastAtMs: lastAtMs - startedAtMs,
      times,
      from,
      to,
      kind,
      title,
      note,
      steps: [...steps],
    })),
    findings: findings.map(({ code, text, advice, entries: steps }) => ({ code, text, advice, steps: [...steps] })),
    droppedCount,
  };
};
