import { Module } from '@nestjs/common';
import { ControlCoreModule } from '../control/control-core.module.js';
import { PromptsModule } from '../prompts/prompts.module.js';
import { CallersService } from './callers.service.js';
import { FlowFileReader } from './file/flow-file-reader.js';
import { FlowFilesController } from './file/flow-files.controller.js';
import { FlowFilesService } from './file/flow-files.service.js';
import { FlowEditionsService } from './flow-editions.service.js';
import { FlowLibraryService } from './flow-library.service.js';
import { FlowVersionsController } from './flow-versions.controller.js';
import { FlowVersionsRepository } from './flow-versions.repository.js';
import { FlowVersionsService } from './flow-versions.service.js';
import { FlowsController } from './flows.controller.js';
import { FlowsRepository } from './flows.repository.js';
import { FlowsService } from './flows.service.js';
import { FlowProver } from './proof/flow-prover.js';
import { TemplatesController } from './templates.controller.js';

/** Drafts, versions and templates. */
@Module({
  imports: [ControlCoreModule, PromptsModule],
  controllers: [FlowFilesController, FlowsController, FlowVersionsController, TemplatesController],
  providers: [
    CallersService,
    FlowEditionsService,
    FlowFileReader,
    FlowFilesService,
    FlowLibraryService,
    FlowProver,
    FlowsRepository,
    FlowsService,
    FlowVersionsRepository,
    FlowVersionsService,
  ],
  exports: [
    FlowEditionsService,
    FlowLibraryService,
    FlowsRepository,
    FlowVersionsRepository,
    FlowsService,
    FlowVersionsService,
  ],
})
export class FlowsModule {}
