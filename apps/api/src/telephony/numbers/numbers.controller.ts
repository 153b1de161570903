import {
  type CreateNumber,
  createNumber,
  type NumberResource,
  numberResource,
  type Page,
  page,
  type UpdateNumber,
  updateNumber,
} from '@callwright/protocol';
import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import type { Principal } from '../../auth/permissions.js';
import { By, Route } from '../../platform/http/route.js';
import { plainId, valid } from '../../platform/http/valid.pipe.js';
import { NumbersService } from './numbers.service.js';

/** `/api/v1/numbers` */
@Controller('api/v1/numbers')
export class NumbersController {
  constructor(private readonly numbers: NumbersService) {}

  @Get()
  @Route({
    action: 'telephony.read',
    summary: 'Numbers and where they lead, in the order in which they are tried',
    answer: page(numberResource),
  })
  list(@By() by: Principal): Promise<Page<NumberResource>> {
    return this.numbers.list(by.workspaceId);
  }

  @Post()
  @Route({
    action: 'numbers.write',
    summary: 'Leads a number to an endpoint; 409 when it leads somewhere already',
    body: createNumber,
    answer: numberResource,
    status: 201,
  })
  create(@By() by: Principal, @Body(valid(createNumber)) body: CreateNumber): Promise<NumberResource> {
    return this.numbers.create(by, body);
  }

  @Patch(':id')
  @Route({
    action: 'numbers.write',
    summary: 'Changes what is sent and leaves the rest',
    body: updateNumber,
    answer: numberResource,
  })
  update(
    @By() by: Principal,
    @Param('id', valid(plainId)) id: string,
    @Body(valid(updateNumber)) body: UpdateNumber,
  ): Promise<NumberResource> {
    return this.numbers.update(by, id, body);
  }

  @Delete(':id')
  @Route({ action: 'numbers.write', summary: 'Deletes a number', status: 204 })
  remove(@By() by: Principal, @Param('id', valid(plainId)) id: string): Promise<void> {
    return this.numbers.remove(by, id);
  }
}
