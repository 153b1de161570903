import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { CallsModule } from '../calls/calls.module.js';
import { EndpointsModule } from '../endpoints/endpoints.module.js';
import { FlowsModule } from '../flows/flows.module.js';
import { SecretsModule } from '../secrets/secrets.module.js';
import { TelephonyModule } from '../telephony/telephony.module.js';
import { ControlGateway } from './control.gateway.js';
import { ControlCoreModule } from './control-core.module.js';
import { LostCallsService } from './lost-calls.service.js';
import { SnapshotService } from './snapshot.service.js';

/** The link to the media processes. */
@Module({
  imports: [ControlCoreModule, AuthModule, FlowsModule, EndpointsModule, CallsModule, SecretsModule, TelephonyModule],
  providers: [ControlGateway, LostCallsService, SnapshotService],
})
export class ControlModule {}
