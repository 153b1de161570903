import {
  type CreateSipUser,
  createSipUser,
  type Page,
  page,
  type SetSipPassword,
  type SipUserId,
  type SipUserResource,
  setSipPassword,
  sipUserId,
  sipUserResource,
  type UpdateSipUser,
  updateSipUser,
} from '@callwright/protocol';
import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import type { Principal } from '../../auth/permissions.js';
import { type PageQuery, pageQuery } from '../../platform/http/paging.js';
import { By, Route } from '../../platform/http/route.js';
import { valid } from '../../platform/http/valid.pipe.js';
import { SipUsersService } from './sip-users.service.js';

/** `/api/v1/sip-users` */
@Controller('api/v1/sip-users')
export class SipUsersController {
  constructor(private readonly users: SipUsersService) {}

  @Get()
  @Route({
    action: 'telephony.read',
    summary: 'Who may register a telephone, and where they can be reached now',
    query: pageQuery,
    answer: page(sipUserResource),
  })
  list(@By() by: Principal, @Query(valid(pageQuery)) query: PageQuery): Promise<Page<SipUserResource>> {
    return this.users.list(by.workspaceId, query);
  }

  @Post()
  @Route({
    action: 'telephony.manage',
    summary: 'Lets somebody register telephones; shows the password this once; 409 when the name is taken',
    body: createSipUser,
    answer: sipUserResource,
    status: 201,
  })
  create(@By() by: Principal, @Body(valid(createSipUser)) body: CreateSipUser): Promise<SipUserResource> {
    return this.users.create(by, body);
  }

  @Patch(':id')
  @Route({
    action: 'telephony.manage',
    summary: 'Changes what is sent and leaves the rest',
    body: updateSipUser,
    answer: sipUserResource,
  })
  update(
    @By() by: Principal,
    @Param('id', valid(sipUserId)) id: SipUserId,
    @Body(valid(updateSipUser)) body: UpdateSipUser,
  ): Promise<SipUserResource> {
    return this.users.update(by, id, body);
  }

  @Post(':id/password')
  @Route({
    action: 'telephony.manage',
    summary: 'Sets another password and shows it this once',
    body: setSipPassword,
    answer: sipUserResource,
  })
  setPassword(
    @By() by: Principal,
    @Param('id', valid(sipUserId)) id: SipUserId,
    @Body(valid(setSipPassword)) body: SetSipPassword,
  ): Promise<SipUserResource> {
    return this.users.setPassword(by, id, body);
  }

  @Delete(':id')
  @Route({
    action: 'telephony.manage',
    summary: 'Deletes somebody; their telephones are not let in again',
    status: 204,
  })
  remove(@By() by: Principal, @Param('id', valid(sipUserId)) id: SipUserId): Promise<void> {
    return this.users.remove(by, id);
  }
}
