import { apiError } from '@callwright/protocol';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import type { z } from 'zod';
import { ROUTE_SPEC, type RouteSpec } from '../http/route.js';
import { Components } from './components.js';

/** An OpenAPI 3.1 document. */
export type ApiDescription = Readonly<Record<string, unknown>> & {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};
type Controller = { readonly prototype: object; readonly name: string };
type Operation = Record<string, unknown>;

/** The description of every route of these controllers, out of the same schemas that validate them. */
export const describeApi = (controllers: readonly Controller[], version: string): ApiDescription => {
  const components = new Components();
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of controllers.flatMap(routesOf)) {
    const operations = paths[route.path] ?? {};
    paths[route.path] = { ...operations, [route.verb]: operationOf(route, components) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Callwright', version, description: 'Flows, endpoints, calls and recordings of Callwright.' },
    paths,
    components: {
      schemas: components.schemas,
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key: `cwk_…`' },
        session: { type: 'apiKey', in: 'cookie', name: 'callwright.session_token' },
      },
    },
  };
};

/** A route as its controller declares it. */
export type DeclaredRoute = {
  readonly path: string;
  readonly verb: string;
  readonly name: string;
  readonly spec: RouteSpec;
};

/** Every route of a controller, in the order of its methods. */
export const routesOf = (controller: Controller): DeclaredRoute[] => {
  const base: string = Reflect.getMetadata(PATH_METADATA, controller);
  return Object.entries(Object.getOwnPropertyDescriptors(controller.prototype)).flatMap(([method, { value }]) => {
    // The constructor carries the path of the controller itself.
    const isRoute = typeof value === 'function' && method !== 'constructor';
    const path: unknown = isRoute ? Reflect.getMetadata(PATH_METADATA, value) : undefined;
    if (typeof path !== 'string') return [];
    const verb = RequestMethod[Reflect.getMetadata(METHOD_METADATA, value) as number] ?? 'GET';
    return {
      path: `/${base}/${path}`
        .replaceAll(/\/+/g, '/')
        .replace(/(.)\/$/, '$1')
        .replaceAll(/:(\w+)/g, '{$1}'),
      verb: verb.toLowerCase(),
      name: `${controller.name.replace(/Controller$/, '')}.${method}`,
      spec: Reflect.getMetadata(ROUTE_SPEC, value) as RouteSpec,
    };
  });
};

const operationOf = ({ path, name, spec }: DeclaredRoute, components: Components): Operation => ({
  operationId: name,
  tags: [name.split('.')[0]],
  summary: spec.summary,
  ...(spec.action === 'open' ? { security: [] } : { security: [{ key: [] }, { session: [] }] }),
  parameters: [
    ...pathParameters(path),
    ...namedParameters('query', spec.query, components),
    ...namedParameters('header', spec.headers, components),
  ],
  ...bodyOf(spec, components),
  responses: {
    [spec.status ?? 200]: answerOf(spec, components),
    default: { description: 'A refusal or failure', content: jsonOf(components.schemaOf(apiError, 'output')) },
  },
});

const pathParameters = (path: string): Operation[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));

const namedParameters = (
  place: 'query' | 'header',
  parameters: z.ZodObject | undefined,
  components: Components,
): Operation[] =>
  Object.entries(parameters?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: place,
    required: !(schema as z.ZodType).safeParse(undefined).success,
    description: (schema as z.ZodType).description,
    schema: components.schemaOf(schema as z.ZodType, 'input'),
  }));

const bodyOf = ({ body, rawBody }: RouteSpec, components: Components): Operation => {
  if (rawBody) return { requestBody: { required: true, content: { [rawBody]: { schema: BINARY } } } };
  return body ? { requestBody: { required: true, content: jsonOf(components.schemaOf(body, 'input')) } } : {};
};

const answerOf = ({ answer, rawAnswer, summary }: RouteSpec, components: Components): Operation => ({
  description: summary,
  ...(answer && { content: jsonOf(components.schemaOf(answer, 'output')) }),
  ...(rawAnswer && { content: Object.fromEntries([rawAnswer].flat().map((type) => [type, { schema: BINARY }])) }),
});

const BINARY = { type: 'string', format: 'binary' };
const jsonOf = (schema: object): object => ({ 'application/json': { schema } });
