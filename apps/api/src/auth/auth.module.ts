import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ControlCoreModule } from '../control/control-core.module.js';
import { AccessGuard } from './access.guard.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import { ApiKeysService } from './api-keys.service.js';
import { AttemptLimiter } from './attempt-limiter.js';
import { AuthController } from './auth.controller.js';
import { IdentityService } from './identity.service.js';
import { MembersRepository } from './members.repository.js';
import { SignInService } from './sign-in.service.js';
import { UpgradeGuard } from './upgrade.guard.js';

/** Who asks, and what they may. */
@Module({
  imports: [ControlCoreModule],
  controllers: [AuthController, ApiKeysController],
  providers: [
    ApiKeysRepository,
    ApiKeysService,
    AttemptLimiter,
    IdentityService,
    MembersRepository,
    SignInService,
    UpgradeGuard,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [ApiKeysRepository, ApiKeysService, IdentityService, SignInService, UpgradeGuard],
})
export class AuthModule {}
