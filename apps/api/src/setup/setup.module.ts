import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { EndpointsModule } from '../endpoints/endpoints.module.js';
import { FlowsModule } from '../flows/flows.module.js';
import { FirstStartRepository } from './first-start.repository.js';
import { FirstStartService } from './first-start.service.js';

/** What an empty database gets. */
@Module({ imports: [AuthModule, EndpointsModule, FlowsModule], providers: [FirstStartRepository, FirstStartService] })
export class SetupModule {}
