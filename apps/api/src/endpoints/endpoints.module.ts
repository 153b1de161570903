import { Module } from '@nestjs/common';
import { ControlCoreModule } from '../control/control-core.module.js';
import { FlowsModule } from '../flows/flows.module.js';
import { EndpointsController } from './endpoints.controller.js';
import { EndpointsRepository } from './endpoints.repository.js';
import { EndpointsService } from './endpoints.service.js';

/** Names and numbers that can be dialled. */
@Module({
  imports: [ControlCoreModule, FlowsModule],
  controllers: [EndpointsController],
  providers: [EndpointsRepository, EndpointsService],
  exports: [EndpointsRepository, EndpointsService],
})
export class EndpointsModule {}
