import type { CallEnd, CallId, CallStart, JournalLine } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { insertDeliveries } from '../deliveries/new-deliveries.repository.js';
import { saveMessages } from '../messages/messages.repository.js';
import { dateOf, type Moment } from '../platform/calendar.js';
import { AppConfig } from '../platform/config.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import { cleanText, fromStoredJson, toStoredJson, toStoredText } from '../platform/prisma/stored-json.js';
import { saveRecording } from '../recordings/recordings.repository.js';
import { marksOf } from './call-resources.js';
import type { CallRow } from './calls.repository.js';
import { commandsOf } from './projection/commands.js';
import { marksAfter } from './projection/marks.js';
import { currentNodeAfter } from './projection/path.js';
import { textOf, transcriptOf } from './projection/transcript.js';
import { saveSignalling } from './signalling/signalling.repository.js';
import { sipEndOf } from './signalling/sip-end.js';

/** A piece of a call's story as a media process reports it. */
export type JournalPiece = {
  readonly callId: CallId;
  readonly start?: CallStart;
  readonly lines: readonly JournalLine[];
  readonly end?: CallEnd;
};
/** What storing a piece has changed; `lines` are those that were new. */
export type StoredPiece = {
  readonly call: CallRow;
  readonly lines: readonly JournalLine[];
  readonly isChanged: boolean;
  /** Whether it makes messages ready to be sent. */
  readonly hasDeliveries: boolean;
  /** Sound of messages that are not to be kept. */
  readonly discardedFiles: readonly string[];
};
/** Why a piece cannot be stored, ever. */
export type Unstorable = 'unknownCall' | 'unknownWorkspace' | 'otherCall';

type Transaction = Prisma.TransactionClient;
type Call = Omit<CallRow, 'recording'>;

const TIMEOUT_MS = 20_000;
const include = { recording: { select: { callId: true } } } as const;
const omit = { transcriptText: true } as const;

/** Writes calls and their journals, each piece in one transaction and as often as it may come. */
@Injectable()
export class JournalRepository {
  constructor(
    private readonly prisma: PrismaService,
    private readonly config: AppConfig,
  ) {}

  /** Stores a piece; one that was stored before changes nothing. */
  store(processId: string, piece: JournalPiece): Promise<StoredPiece | Unstorable> {
    const work = async (tx: Transaction): Promise<StoredPiece | Unstorable> => {
      const begun = piece.start ? await insertCall(tx, processId, piece.start) : 'known';
      if (begun === 'unknownWorkspace') return begun;
      const call = await lockCall(tx, piece.callId);
      if (!call) return 'unknownCall';
      if (piece.start && isOther(call, piece.start)) return 'otherCall';
      const lines = await insertLines(tx, call, piece.lines);
      const orders = commandsOf(lines, 'message');
      // In one transaction with the lines: what is in the journal is sent, and sent once.
      await insertDeliveries(tx, call, orders, this.config.messagesPerHour);
      const end = await endOf(tx, call, piece.end);
      const change = { ...changeBy(call, lines), ...end.change };
      const isChanged = begun === 'new' || Object.keys(change).length > 0;
      const row = await tx.call.update({ where: { id: call.id }, data: change, omit, include });
      const hasDeliveries = orders.length > 0 || piece.end !== undefined;
      return { call: row, lines, isChanged, hasDeliveries, discardedFiles: end.discardedFiles };
    };
    return this.prisma.$transaction(work, { timeout: TIMEOUT_MS, maxWait: TIMEOUT_MS });
  }

  /** Calls that are live as far as anybody knows, of one process or of all. */
  listLive(processId?: string): Promise<{ id: string; processId: string }[]> {
    return this.prisma.call.findMany({ where: { status: 'live', processId }, select: { id: true, processId: true } });
  }

  /** Ends calls whose media process is gone. @returns those that were live until now */
  async endAsLost(ids: readonly string[], reason: string, at: Moment): Promise<CallRow[]> {
    const ended = await this.prisma.call.updateManyAndReturn({
      where: { id: { in: [...ids] }, status: 'live' },
      data: { status: 'ended', outcome: 'failed', endReason: reason, initiator: 'system', endedAt: at },
      select: { id: true },
    });
    return this.#rows(ended.map(({ id }) => id));
  }

  /** Takes calls back that were given up as lost and are alive after all. @returns those that were */
  async revive(processId: string, ids: readonly string[], reason: string): Promise<CallRow[]> {
    const revived = await this.prisma.call.updateManyAndReturn({
      where: { id: { in: [...ids] }, processId, endReason: reason },
      data: { status: 'live', outcome: null, endReason: null, initiator: null, endedAt: null },
      select: { id: true },
    });
    return this.#rows(revived.map(({ id }) => id));
  }

  #rows(ids: readonly string[]): Promise<CallRow[]> {
    return this.prisma.call.findMany({ where: { id: { in: [...ids] } }, omit, include });
  }
}

const insertCall = async (
  tx: Transaction,
  processId: string,
  start: CallStart,
): Promise<'new' | 'known' | 'unknownWorkspace'> => {
  const { workspaceId, flow } = start;
  const named = flow && (await tx.flow.findFirst({ where: { id: flow.flowId, workspaceId }, select: { name: true } }));
  if (!(await tx.workspace.findUnique({ where: { id: workspaceId }, select: { id: true } }))) return 'unknownWorkspace';
  const { count } = await tx.call.createMany({
    data: {
      id: start.callId,
      workspaceId,
      processId,
      protocol: cleanText(start.protocol),
      direction: start.direction,
      from: cleanText(start.from),
      to: cleanText(start.to),
      endpointId: start.endpointId,
      parentCallId: start.parentCallId,
      flowId: flow?.flowId ?? null,
      flowVersion: flow?.version ?? null,
      draftRevision: flow?.draftRevision ?? null,
      flowName: named?.name ?? null,
      subflows: flow?.subflows ? toStoredJson(flow.subflows) : Prisma.DbNull,
      status: 'live',
      startedAt: dateOf(start.startedAtMs),
    },
    skipDuplicates: true,
  });
  return count > 0 ? 'new' : 'known';
};

// Locked, so that two pieces of one call are stored one after the other.
const lockCall = async (tx: Transaction, callId: CallId): Promise<Call | null> => {
  await tx.$queryRaw`SELECT 1 FROM "Call" WHERE "id" = ${callId} FOR UPDATE`;
  return tx.call.findUnique({ where: { id: callId }, omit });
};

// A client may choose its call's id, and choose one that is taken.
const isOther = (call: Call, start: CallStart): boolean =>
  call.workspaceId !== start.workspaceId || call.startedAt.getTime() !== dateOf(start.startedAtMs).getTime();

/** @returns the lines that were not there before */
const insertLines = async (tx: Transaction, call: Call, lines: readonly JournalLine[]): Promise<JournalLine[]> => {
  if (lines.length === 0) return [];
  // One statement and one parameter, however many lines; `json` keeps each line as it was written.
  const inserted = await tx.$queryRaw<{ seq: number }[]>`
    INSERT INTO "JournalLine" ("callId", "workspaceId", "seq", "atMs", "kind", "line")
    SELECT ${call.id}, ${call.workspaceId}, (line->>'seq')::int, (line->>'atMs')::float8, line->>'kind', line
    FROM json_array_elements(${toStoredText(lines)}::json) AS line
    ON CONFLICT DO NOTHING RETURNING "seq"`;
  const isNew = new Set(inserted.map(({ seq }) => seq));
  return lines.filter(({ seq }) => isNew.has(seq));
};

type CallChange = Partial<
  Pick<
    Call,
    'currentNodeId' | 'answeredAt' | 'status' | 'outcome' | 'endReason' | 'initiator' | 'endedAt' | 'flowOutcome'
  >
> & {
  readonly tags?: Prisma.InputJsonValue;
  readonly transcriptText?: string;
  readonly sipStatus?: number | null;
  readonly q850?: number | null;
  readonly sound?: Prisma.InputJsonValue;
};

const changeBy = (call: Call, lines: readonly JournalLine[]): CallChange => {
  const currentNodeId = currentNodeAfter(lines, call.currentNodeId);
  const answer = lines.find((line) => line.kind === 'event' && line.event.event === 'answer');
  const before = marksOf(call);
  const marks = marksAfter(lines, before);
  return {
    ...(currentNodeId !== call.currentNodeId && { currentNodeId }),
    ...(answer && call.answeredAt === null && { answeredAt: dateOf(call.startedAt.getTime() + answer.atMs) }),
    ...(marks !== before && {
      tags: toStoredJson(marks.tags),
      flowOutcome: marks.outcome === null ? null : cleanText(marks.outcome),
    }),
  };
};

type Ended = { readonly change: CallChange; readonly discardedFiles: readonly string[] };

const NOTHING: Ended = { change: {}, discardedFiles: [] };

const endOf = async (tx: Transaction, call: Call, end: CallEnd | undefined): Promise<Ended> => {
  if (!end) return NOTHING;
  const { recording, messages = [] } = end;
  if (recording) await saveRecording(tx, call, recording, end.isRecovered === true);
  const endedAt = dateOf(end.endedAtMs);
  const isKnown =
    call.status === 'ended' && call.endReason === end.reason && call.endedAt?.getTime() === endedAt.getTime();
  if (isKnown && messages.length === 0) return NOTHING;
  const lines = await readJournal(tx, call);
  const discardedFiles = await saveMessages(tx, call, messages, lines);
  if (isKnown) return { change: {}, discardedFiles };
  const transcriptText = cleanText(textOf(transcriptOf(lines)));
  // How it ended is told by whoever misses its media process.
  if (end.isRecovered) return { change: { transcriptText }, discardedFiles };
  if (end.signalling) await saveSignalling(tx, call, end.signalling);
  const change = {
    status: 'ended' as const,
    outcome: end.outcome,
    endReason: cleanText(end.reason),
    initiator: end.initiator,
    endedAt,
    answeredAt: end.answeredAtMs === null ? null : dateOf(end.answeredAtMs),
    transcriptText,
    ...(end.signalling && sipEndOf(end.signalling)),
    ...(end.sound && { sound: toStoredJson(end.sound) }),
  };
  return { change, discardedFiles };
};

const readJournal = async (tx: Transaction, { id: callId, workspaceId }: Call): Promise<JournalLine[]> => {
  const rows = await tx.journalLine.findMany({
    where: { callId, workspaceId },
    orderBy: { seq: 'asc' },
    select: { line: true },
  });
  return rows.map(({ line }) => fromStoredJson<JournalLine>(line));
};
