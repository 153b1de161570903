import {
  type CallResource,
  type CallSummary,
  type CallTokenResource,
  callResource,
  callSummary,
  callTokenResource,
  type DeliveryResource,
  deliveryResource,
  type EndpointResource,
  endpointResource,
  type FlowDocument,
  type FlowResource,
  type FlowVersion,
  flowResource,
  flowVersion,
  type JournalLine,
  journalLineSchema,
  type MessageResource,
  messageResource,
  type PromptResource,
  page,
  promptResource,
  type TranscriptResource,
  transcriptResource,
} from '@callwright/protocol';
import { z } from 'zod';
import type { StackFacts } from './global-setup.js';

/** A stack that answers, and who may sign in to it. */
export type ReachedStack = Pick<StackFacts, 'urls' | 'login'>;

/** The api, as a developer with a key uses it. Every answer is checked against its schema. */
export class Rest {
  readonly #base: string;
  readonly #credentials: Readonly<Record<string, string>>;

  /** @param credentials request headers; a developer's key by default */
  constructor(
    { urls, login }: ReachedStack,
    credentials: Readonly<Record<string, string>> = { authorization: `Bearer ${login.apiKey}` },
  ) {
    this.#base = `${urls.api}/api/v1`;
    this.#credentials = credentials;
  }

  /** The same api, as the person who is signed in uses it. */
  async signedIn(facts: ReachedStack): Promise<Rest> {
    const { urls, login } = facts;
    const response = await fetch(`${urls.api}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: urls.studio },
      body: JSON.stringify({ email: login.email, password: login.password }),
    });
    const cookie = response.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    if (!response.ok || cookie === '') throw new Error(`Signing in: ${response.status} ${await response.text()}`);
    return new Rest(facts, { cookie, origin: urls.studio });
  }

  createFlow(name: string, document: FlowDocument): Promise<FlowResource> {
    return this.ask('POST', '/flows', flowResource, { name, document });
  }

  flow(id: string): Promise<FlowResource> {
    return this.ask('GET', `/flows/${id}`, flowResource);
  }

  publish({ id, draft }: FlowResource): Promise<FlowVersion> {
    return this.ask('POST', `/flows/${id}/publish`, flowVersion, { revision: draft.revision });
  }

  createEndpoint(name: string, flowId: string, isPublic = false): Promise<EndpointResource> {
    return this.ask('POST', '/endpoints', endpointResource, { name, flowId, isPublic });
  }

  endpoints(): Promise<readonly EndpointResource[]> {
    return this.ask('GET', '/endpoints', page(endpointResource)).then(({ items }) => items);
  }

  /** Uploads a recording, a WAV. */
  async uploadPrompt(name: string, wav: Uint8Array): Promise<PromptResource> {
    const response = await fetch(`${this.#base}/prompts?name=${encodeURIComponent(name)}`, {
      method: 'POST',
      headers: { ...this.#credentials, 'content-type': 'audio/wav' },
      body: Buffer.from(wav),
    });
    if (!response.ok) throw new Error(`POST /prompts: ${response.status} ${await response.text()}`);
    return promptResource.parse(await response.json());
  }

  /** A flow, published, on a line of its own. Resolves when a call can reach it. */
  async line(name: string, document: FlowDocument): Promise<FlowResource> {
    const flow = await this.createFlow(name, document);
    await this.publish(flow);
    await this.createEndpoint(name, flow.id);
    return this.flow(flow.id);
  }

  callToken(callee: string): Promise<CallTokenResource> {
    return this.ask('POST', '/call-tokens', callTokenResource, { callee });
  }

  call(id: string): Promise<CallResource> {
    return this.ask('GET', `/calls/${id}`, callResource);
  }

  /** The newest calls. */
  calls(): Promise<readonly CallSummary[]> {
    return this.ask('GET', '/calls', page(callSummary)).then(({ items }) => items);
  }

  /** The call once it is over and everything that follows a call has been done. */
  async endedCall(
    id: string,
    needs: (call: CallResource) => boolean = () => true,
    withinMs = 15_000,
  ): Promise<CallResource> {
    for (let attempt = 0; attempt < withinMs / 100; attempt += 1) {
      const call = await this.call(id).catch(() => null);
      if (call?.status === 'ended' && needs(call)) return call;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`The call ${id} is not in the list as ended: ${JSON.stringify(await this.call(id))}`);
  }

  /** Stores a secret of the workspace. */
  async putSecret(name: string, value: string): Promise<void> {
    await this.#fetch('PUT', `/secrets/${name}`, { value });
  }

  journal(id: string): Promise<readonly JournalLine[]> {
    return this.ask('GET', `/calls/${id}/journal`, z.object({ items: z.array(journalLineSchema) })).then(
      ({ items }) => items,
    );
  }

  recording(id: string): Promise<Uint8Array> {
    return this.#bytes(`/calls/${id}/recording`);
  }

  /** What was said in a call, in ms of its recording. */
  transcript(id: string): Promise<TranscriptResource> {
    return this.ask('GET', `/calls/${id}/transcript`, transcriptResource);
  }

  /** Asks for a recording in another format. */
  async convert(id: string, format: 'mp3' | 'opus'): Promise<void> {
    await this.#fetch('POST', `/calls/${id}/recording/convert`, { format });
  }

  /** What callers left as messages, newest first. */
  messages(): Promise<readonly MessageResource[]> {
    return this.ask('GET', '/messages', page(messageResource)).then(({ items }) => items);
  }

  messageSound(id: string): Promise<Uint8Array> {
    return this.#bytes(`/messages/${id}/recording`);
  }

  /** Messages that the flow of a call has sent. */
  deliveries(callId: string): Promise<readonly DeliveryResource[]> {
    return this.ask('GET', `/deliveries?call=${callId}`, page(deliveryResource)).then(({ items }) => items);
  }

  async #bytes(path: string): Promise<Uint8Array> {
    const response = await this.#fetch('GET', path);
    return new Uint8Array(await response.arrayBuffer());
  }

  /** Any other request whose answer has a schema. */
  async ask<Schema extends z.ZodType>(
    method: string,
    path: string,
    schema: Schema,
    body?: unknown,
  ): Promise<z.infer<Schema>> {
    const response = await this.#fetch(method, path, body);
    return schema.parse(await response.json());
  }

  async #fetch(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(`${this.#base}${path}`, {
      method,
      headers: {
        ...this.#credentials,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }
}
