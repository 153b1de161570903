import { type SpeechResource, speechResource } from '@callwright/protocol';
import { Controller, Get } from '@nestjs/common';
import { MediaLinks } from '../control/media-links.js';
import { Route } from '../platform/http/route.js';

/** `/api/v1/speech` */
@Controller('api/v1/speech')
export class SpeechController {
  constructor(private readonly links: MediaLinks) {}

  @Get()
  @Route({
    action: 'flows.read',
    summary: 'The recognisers and voices of the connected media processes, with their languages',
    answer: speechResource,
  })
  read(): SpeechResource {
    const { speech } = this.links;
    return speech ? { isKnown: true, ...speech } : { isKnown: false, recognisers: [], voices: [] };
  }
}
