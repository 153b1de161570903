import type { OutboundRequest, OutboundResponse } from '@callwright/outbound';
import { AppError, type Json } from '@callwright/protocol';
import type { CodeOutcome } from '@callwright/sandbox';
import type { FlowServices } from '../effect-desk.js';

/** What a server would answer. */
export type FakeAnswer = { readonly status: number; readonly body: string };

/** What the platform gives flows, in memory: a test says what servers answer, and sees what they were sent. */
export class FakeServices implements FlowServices {
  readonly requests: OutboundRequest[] = [];
  readonly secrets = new Map<string, string>();
  /** What servers answer; an error, and there is none. */
  answer: (request: OutboundRequest) => FakeAnswer | AppError = () =>
    new AppError('http.network', 'No server is there.');
  /** What code does. */
  code: (input: Json) => CodeOutcome = (input) => ({ ok: true, value: input, logs: [] });

  readonly send = async (request: OutboundRequest): Promise<OutboundResponse> => {
    this.requests.push(request);
    const answer = this.answer(request);
    if (answer instanceof AppError) throw answer;
    const body = new TextEncoder().encode(answer.body);
    return {
      status: answer.status,
      headers: {},
      body,
      text: () => answer.body,
      url: request.url,
      attempts: 1,
      durationMs: 0,
    };
  };

  readonly runCode = async ({ input }: { readonly input: Json }): Promise<CodeOutcome> => this.code(input);

  readonly secret = async (name: string): Promise<string | null> => this.secrets.get(name) ?? null;
}
