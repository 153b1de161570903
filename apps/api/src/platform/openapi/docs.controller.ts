import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { sendFile } from '../files/send-file.js';
import { notFound } from '../http/errors.js';
import type { HttpReply, HttpRequest } from '../http/request.js';
import { Route } from '../http/route.js';
import { API_VERSION } from '../version.js';
import { type ApiDescription, describeApi } from './document.js';

// Everything the pages need comes from here, so that they work without the internet.
const assetTypes: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};
const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Callwright API</title>
    <link rel="stylesheet" href="/api/docs/swagger-ui.css">
    <link rel="icon" href="/api/docs/favicon-32x32.png">
  </head>
  <body>
    <div id="pages"></div>
    <script src="/api/docs/swagger-ui-bundle.js"></script>
    <script src="/api/docs/start.js"></script>
  </body>
</html>
`;
const START = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#pages', deepLinking: true, persistAuthorization: true });\n`;

/** The api's description, and pages to read and try it. */
@Controller('api')
export class DocsController {
  #description: ApiDescription | null = null;

  constructor(private readonly discovery: DiscoveryService) {}

  @Get('openapi.json')
  @Route({ action: 'open', summary: 'This description' })
  describe(): ApiDescription {
    // Made when somebody asks: nobody should wait for it at start.
    this.#description ??= describeApi(
      this.discovery.getControllers().flatMap(({ metatype }) => (metatype ? [metatype] : [])),
      API_VERSION,
    );
    return this.#description;
  }

  @Get('docs')
  @Route({ action: 'open', summary: 'Pages of this description', rawAnswer: 'text/html' })
  page(@Res({ passthrough: true }) reply: HttpReply): string {
    reply.header('content-type', 'text/html; charset=utf-8');
    return PAGE;
  }

  @Get('docs/start.js')
  @Route({ action: 'open', summary: 'Starts the pages', rawAnswer: 'text/javascript' })
  start(@Res({ passthrough: true }) reply: HttpReply): string {
    reply.header('content-type', 'text/javascript; charset=utf-8');
    return START;
  }

  @Get('docs/:asset')
  @Route({ action: 'open', summary: 'Parts of the pages', rawAnswer: 'application/octet-stream' })
  async asset(@Param('asset') asset: string, @Req() request: HttpRequest, @Res() reply: HttpReply): Promise<void> {
    const contentType = Object.hasOwn(assetTypes, asset) ? assetTypes[asset] : undefined;
    if (contentType === undefined) throw notFound('file');
    await sendFile(request, reply, { path: join(assetsFolder(), asset), contentType });
  }
}

// The package is @nestjs/swagger's own dependency, and is found from there.
const assetsFolder = (): string => {
  const swagger = createRequire(import.meta.url).resolve('@nestjs/swagger');
  return dirname(createRequire(swagger).resolve('swagger-ui-dist/package.json'));
};
