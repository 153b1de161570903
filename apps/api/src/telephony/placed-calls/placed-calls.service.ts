import {
  AppError,
  type CallId,
  callId,
  type ErrorCode,
  errorCodes,
  type PlaceCall,
  type PlacedCall,
  type PlacedCallResource,
  type WorkspaceId,
} from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../../auth/permissions.js';
import { MediaRequests, type Refusal } from '../../control/media-requests.js';
import { EndpointsRepository } from '../../endpoints/endpoints.repository.js';
import { FlowsRepository } from '../../flows/flows.repository.js';
import { dateOf } from '../../platform/calendar.js';
import { Clock } from '../../platform/clock.js';
import { sha256Hex } from '../../platform/crypto/keys.js';
import { BadRequestError, notFound } from '../../platform/http/errors.js';
import { Ids } from '../../platform/ids.js';
import { SerialByKey } from '../../platform/serial-by-key.js';
import { isOneLine, isSettableHeader } from '../settable-header.js';
import { PlacedCallsRepository } from './placed-calls.repository.js';

/** How long a request with the same key gives the same call. */
export const KEY_LIFETIME_MS = 24 * 3_600_000;
const KEY = /^[\x21-\x7e]{1,200}$/;

/** Orders calls: a media process decides whether they may be made, and makes them. */
@Injectable()
export class PlacedCallsService {
  readonly #turns = new SerialByKey();

  constructor(
    private readonly orders: PlacedCallsRepository,
    private readonly endpoints: EndpointsRepository,
    private readonly flows: FlowsRepository,
    private readonly requests: MediaRequests,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /**
   * Resolves when the call is being made.
   * @param key when given, the same request under it gives the same call for a day
   * @throws BadRequestError unless there is one of `line` and `flowId`, for a header that cannot be set, or for a key of more than 200 characters; AppError `call.unknownEndpoint`, `flow.notFound`,
   * `api.conflict` when the key was another request's, what the media process refuses the call with (`call.notAllowed`,
   * `call.busy`, …), `control.unavailable` and `media.timeout`
   */
  async place(by: Principal, order: PlaceCall, key: string | null): Promise<PlacedCallResource> {
    checkOrder(order, key);
    const line = await this.#lineOf(by.workspaceId, order);
    const { flowId: _, ...rest } = order;
    const call = { ...rest, workspaceId: by.workspaceId, line, callId: this.#newCallId() };
    if (key === null) return this.#order(call);
    return this.#turns.run(`${by.workspaceId} ${key}`, () =>
      this.#orderOnce(call, key, sha256Hex(JSON.stringify(order))),
    );
  }

  // One that was refused or not answered is asked for again under its first id.
  async #orderOnce(call: PlacedCall, key: string, requestHash: string): Promise<PlacedCallResource> {
    const { workspaceId } = call;
    const createdAt = this.clock.now();
    const forgetBefore = dateOf(this.clock.nowMs() - KEY_LIFETIME_MS);
    const kept = await this.orders.keep(
      workspaceId,
      key,
      { requestHash, callId: call.callId, createdAt },
      forgetBefore,
    );
    if (kept.requestHash !== requestHash) {
      throw new AppError('api.conflict', 'This Idempotency-Key was used for another call.');
    }
    if (kept.isPlaced) return { callId: kept.callId };
    const placed = await this.#order({ ...call, callId: kept.callId });
    await this.orders.placed(workspaceId, key);
    return placed;
  }

  async #order(call: PlacedCall): Promise<PlacedCallResource> {
    const refusal = await this.requests.placeCall(call);
    if (refusal) throw errorOf(refusal);
    return { callId: call.callId };
  }

  async #lineOf(workspace: WorkspaceId, { line, flowId }: PlaceCall): Promise<string> {
    if (line !== undefined && flowId === undefined) {
      if (await this.endpoints.findByName(workspace, line)) return line;
      throw notFound('endpoint', 'call.unknownEndpoint');
    }
    if (flowId === undefined || line !== undefined)
      throw new BadRequestError({ line: ['or flowId: give one of them'] });
    const flow = await this.flows.find(workspace, flowId);
    if (!flow) throw notFound('flow', 'flow.notFound');
    if (flow.publishedVersion === null) throw new AppError('flow.notFound', 'The flow has not been published yet.');
    return `flow:${flowId}`;
  }

  #newCallId(): CallId {
    return callId.parse(`c-${this.ids.newId()}`);
  }
}

const checkOrder = ({ callee, caller = '', headers = {} }: PlaceCall, key: string | null): void => {
  const wrong = Object.entries(headers).flatMap(([name, value]) => (isSettableHeader(name, value) ? [] : [name]));
  const problems = {
    ...(key !== null && !KEY.test(key) && { 'Idempotency-Key': ['may have 200 characters, and no blanks'] }),
    ...(!isOneLine(callee) && { callee: ['must be one line'] }),
    ...(!isOneLine(caller) && { caller: ['must be one line'] }),
    ...(wrong.length > 0 && { headers: [`${wrong.join(', ')} cannot be set`] }),
  };
  if (Object.keys(problems).length > 0) throw new BadRequestError(problems);
};

// A newer media process may refuse with a code that we do not know.
const errorOf = ({ code, message }: NonNullable<Refusal>): AppError =>
  new AppError(isErrorCode(code) ? code : 'call.rejected', message);

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorCodes, code);
