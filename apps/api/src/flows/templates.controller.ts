import { flowTemplateLibrary } from '@callwright/nodes/template-library';
import { type FlowTemplate, flowTemplate, type Page, page } from '@callwright/protocol';
import { Controller, Get } from '@nestjs/common';
import { Route } from '../platform/http/route.js';

/** `/api/v1/templates` */
@Controller('api/v1/templates')
export class TemplatesController {
  @Get()
  @Route({ action: 'flows.read', summary: 'Flows to start from', answer: page(flowTemplate) })
  list(): Page<FlowTemplate> {
    return { items: flowTemplateLibrary, nextCursor: null };
  }
}
