import { Module } from '@nestjs/common';
import { ControlCoreModule } from '../control/control-core.module.js';
import { EndpointsModule } from '../endpoints/endpoints.module.js';
import { EventsCoreModule } from '../events/events-core.module.js';
import { FlowsModule } from '../flows/flows.module.js';
import { AuditLog } from './audit-log.js';
import { DialPolicyController } from './dial-policy/dial-policy.controller.js';
import { DialPolicyRepository } from './dial-policy/dial-policy.repository.js';
import { DialPolicyService } from './dial-policy/dial-policy.service.js';
import { NumbersController } from './numbers/numbers.controller.js';
import { NumbersRepository } from './numbers/numbers.repository.js';
import { NumbersService } from './numbers/numbers.service.js';
import { PlacedCallsController } from './placed-calls/placed-calls.controller.js';
import { PlacedCallsRepository } from './placed-calls/placed-calls.repository.js';
import { PlacedCallsService } from './placed-calls/placed-calls.service.js';
import { SipPasswords } from './sip-users/sip-passwords.js';
import { SipUsersController } from './sip-users/sip-users.controller.js';
import { SipUsersRepository } from './sip-users/sip-users.repository.js';
import { SipUsersService } from './sip-users/sip-users.service.js';
import { TelephonySnapshotService } from './snapshot/telephony-snapshot.service.js';
import { TelephonyStates } from './state/telephony-states.js';
import { TelephonyDesk } from './telephony-desk.js';
import { TrunkCredentials } from './trunks/trunk-credentials.js';
import { TrunksController } from './trunks/trunks.controller.js';
import { TrunksRepository } from './trunks/trunks.repository.js';
import { TrunksService } from './trunks/trunks.service.js';

/** Trunks, numbers, telephones, whom one may call, and calls that are ordered. */
@Module({
  imports: [ControlCoreModule, EndpointsModule, EventsCoreModule, FlowsModule],
  controllers: [DialPolicyController, NumbersController, PlacedCallsController, SipUsersController, TrunksController],
  providers: [
    AuditLog,
    DialPolicyRepository,
    DialPolicyService,
    NumbersRepository,
    NumbersService,
    PlacedCallsRepository,
    PlacedCallsService,
    SipPasswords,
    SipUsersRepository,
    SipUsersService,
    TelephonySnapshotService,
    TelephonyDesk,
    TelephonyStates,
    TrunkCredentials,
    TrunksRepository,
    TrunksService,
  ],
  exports: [TelephonyDesk, TelephonySnapshotService],
})
export class TelephonyModule {}
