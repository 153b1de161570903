import { Module } from '@nestjs/common';
import { ControlCoreModule } from '../control/control-core.module.js';
import { DeliveriesModule } from '../deliveries/deliveries.module.js';
import { EndpointsModule } from '../endpoints/endpoints.module.js';
import { EventsCoreModule } from '../events/events-core.module.js';
import { FlowsModule } from '../flows/flows.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { RecordingsModule } from '../recordings/recordings.module.js';
import { CallTokensController } from './call-tokens.controller.js';
import { CallTokensService } from './call-tokens.service.js';
import { CallsController } from './calls.controller.js';
import { CallsRepository } from './calls.repository.js';
import { CallsService } from './calls.service.js';
import { JournalRepository } from './journal.repository.js';
import { JournalIngestService } from './journal-ingest.service.js';
import { CallReplayer } from './replay/call-replayer.js';
import { ReplayCallService } from './replay/replay-call.service.js';
import { SignallingController } from './signalling/signalling.controller.js';
import { SignallingRepository } from './signalling/signalling.repository.js';
import { SignallingService } from './signalling/signalling.service.js';
import { TranscriptController } from './transcript.controller.js';

/** Calls, their journals, and what lets browsers make them. */
@Module({
  imports: [
    ControlCoreModule,
    DeliveriesModule,
    EndpointsModule,
    EventsCoreModule,
    FlowsModule,
    JobsModule,
    MessagesModule,
    RecordingsModule,
  ],
  controllers: [CallsController, CallTokensController, SignallingController, TranscriptController],
  providers: [
    CallReplayer,
    CallsRepository,
    CallsService,
    CallTokensService,
    JournalIngestService,
    JournalRepository,
    ReplayCallService,
    SignallingRepository,
    SignallingService,
  ],
  exports: [CallsRepository, JournalIngestService, JournalRepository],
})
export class CallsModule {}
