import { Module } from '@nestjs/common';
import { PromptKeeper } from './keeping/prompt-keeper.js';
import { PromptsController } from './prompts.controller.js';
import { PromptsRepository } from './prompts.repository.js';
import { PromptsService } from './prompts.service.js';

/** Uploaded recordings. */
@Module({
  controllers: [PromptsController],
  providers: [PromptKeeper, PromptsRepository, PromptsService],
  exports: [PromptsRepository],
})
export class PromptsModule {}
