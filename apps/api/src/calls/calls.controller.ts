import {
  type CallId,
  type CallReplay,
  type CallResource,
  type CallSummary,
  callId,
  callOutcome,
  callReplay,
  callResource,
  callSummary,
  type JournalLine,
  journalLineSchema,
  type Page,
  page,
  type ReplayCall,
  replayCall,
} from '@callwright/protocol';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import type { Principal } from '../auth/permissions.js';
import { pageQuery } from '../platform/http/paging.js';
import { By, Route } from '../platform/http/route.js';
import { valid } from '../platform/http/valid.pipe.js';
import { CallsService } from './calls.service.js';
import { ReplayCallService } from './replay/replay-call.service.js';

const MAX_LINES = 2_000;
const callsQuery = pageQuery.extend({
  status: callSummary.shape.status.optional(),
  outcome: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(callOutcome))
    .optional()
    .describe(`of calls that have ended: one or more of ${callOutcome.options.join(', ')}, with commas between`),
  flow: z.string().max(64).optional().describe('id of the flow that ran'),
  tag: z
    .string()
    .regex(/^[^:]{1,64}:.{0,256}$/s, 'must be name:value')
    .transform((text) => ({ name: text.slice(0, text.indexOf(':')), value: text.slice(text.indexOf(':') + 1) }))
    .optional()
    .describe('name:value that the flow marked the call with'),
  flowOutcome: z.string().max(64).optional().describe('what the flow says came of the call'),
  q: z.string().trim().max(200).optional().describe('part of a number, a name or of what was said'),
});
const journalQuery = z.object({
  after: z.coerce.number().int().min(-1).default(-1).describe('number of the last line one has'),
  limit: z.coerce.number().int().min(1).max(MAX_LINES).default(MAX_LINES),
});

/** `/api/v1/calls` */
@Controller('api/v1/calls')
export class CallsController {
  constructor(
    private readonly calls: CallsService,
    private readonly replays: ReplayCallService,
  ) {}

  @Get()
  @Route({ action: 'calls.read', summary: 'Lists calls, newest first', query: callsQuery, answer: page(callSummary) })
  list(
    @By() by: Principal,
    @Query(valid(callsQuery)) { limit, cursor, flow, outcome, ...filter }: z.infer<typeof callsQuery>,
  ): Promise<Page<CallSummary>> {
    return this.calls.list(by.workspaceId, { ...filter, flowId: flow, outcomes: outcome }, { limit, cursor });
  }

  @Get(':id')
  @Route({
    action: 'calls.read',
    summary: 'A call: the flow as it ran, path, transcript and recording',
    answer: callResource,
  })
  get(@By() by: Principal, @Param('id', valid(callId)) id: CallId): Promise<CallResource> {
    return this.calls.get(by.workspaceId, id);
  }

  @Get(':id/journal')
  @Route({
    action: 'calls.read',
    summary: 'Journal lines in order; `nextCursor` is the `after` of the next page',
    query: journalQuery,
    answer: page(journalLineSchema),
  })
  journal(
    @By() by: Principal,
    @Param('id', valid(callId)) id: CallId,
    @Query(valid(journalQuery)) { after, limit }: z.infer<typeof journalQuery>,
  ): Promise<Page<JournalLine>> {
    return this.calls.journal(by.workspaceId, id, after, limit);
  }

  @Post(':id/replay')
  @Route({
    action: 'calls.read',
    summary: 'Takes an ended call through the draft or a version of its flow: the same way, or where it first differs',
    body: replayCall,
    answer: callReplay,
  })
  replay(
    @By() by: Principal,
    @Param('id', valid(callId)) id: CallId,
    @Body(valid(replayCall)) body: ReplayCall,
  ): Promise<CallReplay> {
    return this.replays.replay(by.workspaceId, id, body);
  }

  @Post(':id/hangup')
  @Route({ action: 'calls.control', summary: 'Ends a live call', status: 202 })
  hangUp(@By() by: Principal, @Param('id', valid(callId)) id: CallId): Promise<void> {
    return this.calls.hangUp(by.workspaceId, id);
  }
}
