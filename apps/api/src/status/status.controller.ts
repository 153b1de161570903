import { AppError, type PublicConfig, publicConfig } from '@callwright/protocol';
import { Controller, Get, Req, Res } from '@nestjs/common';
import { z } from 'zod';
import { MediaLinks } from '../control/media-links.js';
import { EVENTS_PATH } from '../events/events.gateway.js';
import { AppConfig } from '../platform/config.js';
import { Addresses } from '../platform/http/addresses.js';
import type { HttpReply, HttpRequest } from '../platform/http/request.js';
import { Route } from '../platform/http/route.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { API_VERSION } from '../platform/version.js';
import { StatusRepository } from './status.repository.js';

const healthy = z.object({ status: z.literal('ok') });
const ready = z.object({ status: z.literal('ready'), mediaProcesses: z.number().int() });

/** Whether the api lives, is ready, how it does, and where the other parts are. */
@Controller()
export class StatusController {
  constructor(
    private readonly database: StatusRepository,
    private readonly links: MediaLinks,
    private readonly addresses: Addresses,
    private readonly metrics: Metrics,
    private readonly settings: AppConfig,
  ) {}

  @Get('health')
  @Route({ action: 'open', summary: 'Whether the process lives', answer: healthy })
  health(): z.infer<typeof healthy> {
    return { status: 'ok' };
  }

  @Get('ready')
  @Route({ action: 'open', summary: 'Whether requests can be served; 503 while the database is away', answer: ready })
  async ready(): Promise<z.infer<typeof ready>> {
    if (!(await this.database.isThere())) throw new AppError('control.unavailable', 'The database does not answer.');
    return { status: 'ready', mediaProcesses: this.links.count };
  }

  @Get('metrics')
  @Route({ action: 'open', summary: 'Counts for Prometheus', rawAnswer: 'text/plain' })
  async read(@Res({ passthrough: true }) reply: HttpReply): Promise<string> {
    reply.header('content-type', this.metrics.contentType);
    return this.metrics.text();
  }

  @Get('api/v1/config')
  @Route({ action: 'open', summary: 'Where the other parts are', answer: publicConfig })
  config(@Req() request: HttpRequest): PublicConfig {
    const port = request.socket.localPort ?? 0;
    const forwarded = request.headers['x-forwarded-host']?.toString();
    return {
      version: API_VERSION,
      mediaUrl: this.addresses.mediaUrl(this.links.first()?.mediaUrl),
      eventsUrl: this.addresses.eventsUrl(forwarded ?? request.headers.host, port, EVENTS_PATH),
      sipPort: this.settings.sipPort,
    };
  }
}
