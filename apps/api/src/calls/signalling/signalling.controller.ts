import { type CallId, callId, type SignallingResource, signallingResource } from '@callwright/protocol';
import { Controller, Get, Param, Res } from '@nestjs/common';
import type { Principal } from '../../auth/permissions.js';
import type { HttpReply } from '../../platform/http/request.js';
import { By, Route } from '../../platform/http/route.js';
import { valid } from '../../platform/http/valid.pipe.js';
import { SignallingService } from './signalling.service.js';

// As IANA has it.
const PCAP = 'application/vnd.tcpdump.pcap';

/** The SIP messages of a call. */
@Controller('api/v1/calls')
export class SignallingController {
  constructor(private readonly signalling: SignallingService) {}

  @Get(':id/signalling')
  @Route({
    action: 'calls.read',
    summary: 'The SIP messages of a call that is over, in order; none when it was not by SIP',
    answer: signallingResource,
  })
  ladder(@By() by: Principal, @Param('id', valid(callId)) id: CallId): Promise<SignallingResource> {
    return this.signalling.ladder(by.workspaceId, id);
  }

  @Get(':id/signalling.pcap')
  @Route({
    action: 'calls.read',
    summary: 'The SIP messages as a capture file that Wireshark reads; secrets are crossed out',
    rawAnswer: PCAP,
  })
  async capture(@By() by: Principal, @Param('id', valid(callId)) id: CallId, @Res() reply: HttpReply): Promise<void> {
    const capture = await this.signalling.capture(by.workspaceId, id);
    reply
      .header('content-type', PCAP)
      .header('content-disposition', 'attachment; filename="signalling.pcap"')
      .header('cache-control', 'private, no-cache')
      .send(Buffer.from(capture));
  }
}
