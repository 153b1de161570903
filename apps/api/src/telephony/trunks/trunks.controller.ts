import {
  type CreateTrunk,
  createTrunk,
  type Page,
  page,
  type TrunkId,
  type TrunkReportResource,
  type TrunkResource,
  trunkId,
  trunkReportResource,
  trunkResource,
  type UpdateTrunk,
  updateTrunk,
} from '@callwright/protocol';
import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import type { Principal } from '../../auth/permissions.js';
import { type PageQuery, pageQuery } from '../../platform/http/paging.js';
import { By, Route } from '../../platform/http/route.js';
import { valid } from '../../platform/http/valid.pipe.js';
import { TrunksService } from './trunks.service.js';

/** `/api/v1/trunks` */
@Controller('api/v1/trunks')
export class TrunksController {
  constructor(private readonly trunks: TrunksService) {}

  @Get()
  @Route({
    action: 'telephony.read',
    summary: 'Carriers and PBXs that calls go to and come from, and how they fare',
    query: pageQuery,
    answer: page(trunkResource),
  })
  list(@By() by: Principal, @Query(valid(pageQuery)) query: PageQuery): Promise<Page<TrunkResource>> {
    return this.trunks.list(by.workspaceId, query);
  }

  @Get(':id')
  @Route({ action: 'telephony.read', summary: 'A trunk; its passwords are never shown', answer: trunkResource })
  get(@By() by: Principal, @Param('id', valid(trunkId)) id: TrunkId): Promise<TrunkResource> {
    return this.trunks.get(by.workspaceId, id);
  }

  @Post()
  @Route({
    action: 'telephony.manage',
    summary: 'Makes a trunk; 409 when the name is taken',
    body: createTrunk,
    answer: trunkResource,
    status: 201,
  })
  create(@By() by: Principal, @Body(valid(createTrunk)) body: CreateTrunk): Promise<TrunkResource> {
    return this.trunks.create(by, body);
  }

  @Patch(':id')
  @Route({
    action: 'telephony.manage',
    summary: 'Changes what is sent and leaves the rest; a password that is not sent stays',
    body: updateTrunk,
    answer: trunkResource,
  })
  update(
    @By() by: Principal,
    @Param('id', valid(trunkId)) id: TrunkId,
    @Body(valid(updateTrunk)) body: UpdateTrunk,
  ): Promise<TrunkResource> {
    return this.trunks.update(by, id, body);
  }

  @Delete(':id')
  @Route({ action: 'telephony.manage', summary: 'Deletes a trunk; 409 while numbers lead in by it', status: 204 })
  remove(@By() by: Principal, @Param('id', valid(trunkId)) id: TrunkId): Promise<void> {
    return this.trunks.remove(by, id);
  }

  @Post(':id/examine')
  @Route({
    action: 'telephony.manage',
    summary: 'Looks what is wrong with a trunk and says what to do; takes up to half a minute',
    answer: trunkReportResource,
  })
  examine(@By() by: Principal, @Param('id', valid(trunkId)) id: TrunkId): Promise<TrunkReportResource> {
    return this.trunks.examine(by.workspaceId, id);
  }
}
