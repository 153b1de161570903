import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, DiscoveryModule } from '@nestjs/core';
import { AuthModule } from './auth/auth.module.js';
import { CallsModule } from './calls/calls.module.js';
import { ControlModule } from './control/control.module.js';
import { DeliveriesModule } from './deliveries/deliveries.module.js';
import { EndpointsModule } from './endpoints/endpoints.module.js';
import { EventsModule } from './events/events.module.js';
import { FlowsModule } from './flows/flows.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { MessagesModule } from './messages/messages.module.js';
import { ErrorFilter } from './platform/http/error.filter.js';
import { DocsController } from './platform/openapi/docs.controller.js';
import { type PlatformParts, platformModule } from './platform/platform.module.js';
import { PromptsModule } from './prompts/prompts.module.js';
import { RecordingsModule } from './recordings/recordings.module.js';
import { SecretsModule } from './secrets/secrets.module.js';
import { SetupModule } from './setup/setup.module.js';
import { SpeechModule } from './speech/speech.module.js';
import { StatusModule } from './status/status.module.js';
import { TelephonyModule } from './telephony/telephony.module.js';

const features = [
  AuthModule,
  FlowsModule,
  EndpointsModule,
  CallsModule,
  TelephonyModule,
  RecordingsModule,
  PromptsModule,
  SecretsModule,
  MessagesModule,
  DeliveriesModule,
  JobsModule,
  EventsModule,
  ControlModule,
  SetupModule,
  SpeechModule,
  StatusModule,
];

@Module({})
class AppModule {}

/** The whole api. */
export const appModule = (parts: PlatformParts): DynamicModule => ({
  module: AppModule,
  imports: [platformModule(parts), DiscoveryModule, ...features],
  controllers: [DocsController],
  providers: [{ provide: APP_FILTER, useClass: ErrorFilter }],
});
