import {
  AppError,
  type CallId,
  type CallResource,
  type CallSummary,
  callId,
  type FlowDocument,
  type JournalLine,
  type Page,
  type TranscriptResource,
  type WorkspaceId,
} from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { MediaLinks } from '../control/media-links.js';
import { FlowLibraryService } from '../flows/flow-library.service.js';
import { documentOf } from '../flows/flow-resources.js';
import { FlowVersionsRepository } from '../flows/flow-versions.repository.js';
import { messageOf } from '../messages/message-resources.js';
import { MessagesRepository } from '../messages/messages.repository.js';
import type { Moment } from '../platform/calendar.js';
import { notFound } from '../platform/http/errors.js';
import { type PageQuery, pageOf, placeOf } from '../platform/http/paging.js';
import { recordingOf } from '../recordings/recording-resource.js';
import { RecordingsRepository } from '../recordings/recordings.repository.js';
import { legOf, soundOf } from './call-legs.js';
import { flowRefOf, summaryOf } from './call-resources.js';
import { type CallFilter, type CallRow, CallsRepository } from './calls.repository.js';
import { pathOf } from './projection/path.js';
import { transcriptOf } from './projection/transcript.js';
import { causeOf } from './signalling/call-cause.js';
import { SignallingRepository } from './signalling/signalling.repository.js';
import { transcriptResourceOf } from './transcript-resource.js';

/** Calls as people look at them. */
@Injectable()
export class CallsService {
  constructor(
    private readonly calls: CallsRepository,
    private readonly versions: FlowVersionsRepository,
    private readonly library: FlowLibraryService,
    private readonly recordings: RecordingsRepository,
    private readonly messages: MessagesRepository,
    private readonly signalling: SignallingRepository,
    private readonly links: MediaLinks,
  ) {}

  async list(workspace: WorkspaceId, filter: CallFilter, { limit, cursor }: PageQuery): Promise<Page<CallSummary>> {
    const rows = await this.calls.list(workspace, filter, limit + 1, placeOf(cursor));
    return pageOf(rows, limit, (row) => ({ at: row.startedAt, id: row.id }), summaryOf);
  }

  /** A call with everything the journal tells about it. @throws AppError `api.notFound` */
  async get(workspace: WorkspaceId, id: CallId): Promise<CallResource> {
    const row = await this.#find(workspace, id);
    const [lines, document, recording, messages, legs] = await Promise.all([
      this.calls.readAllLines(workspace, id),
      this.#documentOf(workspace, row),
      this.#recordingOf(workspace, id, row.startedAt),
      this.messages.listOfCall(workspace, id),
      this.calls.listLegs(workspace, id),
    ]);
    return {
      ...summaryOf(row),
      document,
      subflows: await this.#subflowsOf(workspace, row, document),
      messages: messages.map(messageOf),
      path: [...pathOf(lines)],
      transcript: [...transcriptOf(lines)],
      parentCallId: row.parentCallId === null ? null : callId.parse(row.parentCallId),
      legs: legs.map(legOf),
      cause: causeOf(row),
      sound: soundOf(row),
      hasSignalling: await this.signalling.has(workspace, id),
      recording,
    };
  }

  /** What was said in a call, in the time of its recording. @throws AppError `api.notFound` */
  async transcript(workspace: WorkspaceId, id: CallId): Promise<TranscriptResource> {
    const row = await this.#find(workspace, id);
    const [lines, recording] = await Promise.all([
      this.calls.readAllLines(workspace, id),
      this.recordings.find(workspace, id),
    ]);
    const startOffsetMs = recording && recording.startedAt.getTime() - row.startedAt.getTime();
    return transcriptResourceOf(id, transcriptOf(lines), startOffsetMs === null ? null : { startOffsetMs });
  }

  /** Journal lines behind `after`. @throws AppError `api.notFound` */
  async journal(workspace: WorkspaceId, id: CallId, after: number, limit: number): Promise<Page<JournalLine>> {
    await this.#find(workspace, id);
    const lines = await this.calls.readLines(workspace, id, after + 1, limit + 1);
    const items = lines.slice(0, limit);
    return { items, nextCursor: lines.length > limit ? String(items.at(-1)?.seq) : null };
  }

  /**
   * Asks the media process to end a live call; that it has ended comes as an event.
   * @throws AppError `api.notFound`, `call.ended`, or `control.unavailable` when its media process is away
   */
  async hangUp(workspace: WorkspaceId, id: CallId): Promise<void> {
    const call = await this.#find(workspace, id);
    if (call.status !== 'live') throw new AppError('call.ended', 'The call is over already.');
    if (this.links.hangUp(call.processId, id, 'api')) return;
    throw new AppError('control.unavailable', 'The media process of this call is away.');
  }

  async #find(workspace: WorkspaceId, id: CallId): Promise<CallRow> {
    const row = await this.calls.find(workspace, id);
    if (!row) throw notFound('call');
    return row;
  }

  async #documentOf(workspace: WorkspaceId, row: CallRow): Promise<FlowDocument | null> {
    const ref = flowRefOf(row);
    if (!ref) return null;
    if (ref.version !== null) {
      const version = await this.versions.find(workspace, ref.flowId, ref.version);
      return version && documentOf(version.document);
    }
    const snapshot =
      ref.draftRevision === null ? null : await this.versions.findSnapshot(workspace, ref.flowId, ref.draftRevision);
    return snapshot === null ? null : documentOf(snapshot);
  }

  async #subflowsOf(
    workspace: WorkspaceId,
    row: CallRow,
    document: FlowDocument | null,
  ): Promise<CallResource['subflows']> {
    const ref = flowRefOf(row);
    if (!ref || !document) return [];
    const called = await this.library.calledInCall(workspace, document.flow, ref);
    return called.map(({ key, name, document: ran }) => ({ key, name, document: ran }));
  }

  async #recordingOf(workspace: WorkspaceId, id: CallId, callStartedAt: Moment): Promise<CallResource['recording']> {
    const recording = await this.recordings.find(workspace, id);
    return recording && recordingOf(recording, await this.recordings.findPeaks(id), callStartedAt);
  }
}
