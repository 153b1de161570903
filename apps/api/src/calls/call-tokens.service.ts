import {
  AppError,
  CALL_TOKEN_PREFIX,
  type CallTokenClaims,
  type CallTokenResource,
  type CreateCallToken,
  flowId,
} from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { can, type Principal } from '../auth/permissions.js';
import { MediaLinks } from '../control/media-links.js';
import { EndpointsRepository } from '../endpoints/endpoints.repository.js';
import { FlowsRepository } from '../flows/flows.repository.js';
import { dateOf, isoOf } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import { AppConfig } from '../platform/config.js';
import { deriveKey, signText } from '../platform/crypto/keys.js';
import { Addresses } from '../platform/http/addresses.js';
import { notFound } from '../platform/http/errors.js';

// Long enough to open the microphone, short enough to be worthless in a log.
const LIFETIME_MS = 5 * 60_000;
const FLOW_CALLEE = /^flow:([^@]{1,64})(@draft)?$/;

/** Lets browsers call: tokens that a media process verifies without asking us. */
@Injectable()
export class CallTokensService {
  readonly #key: Buffer;

  constructor(
    config: AppConfig,
    private readonly endpoints: EndpointsRepository,
    private readonly flows: FlowsRepository,
    private readonly links: MediaLinks,
    private readonly addresses: Addresses,
    private readonly clock: Clock,
  ) {
    this.#key = deriveKey(config.controlSecret, 'callwright call token');
  }

  /**
   * A token for one callee.
   * @throws AppError `call.unknownEndpoint`, `flow.notFound` (also when the flow is not published), or `auth.forbidden`
   * for a draft, which only people may call
   */
  async create(by: Principal, { callee, caller }: CreateCallToken): Promise<CallTokenResource> {
    await this.#assertCallee(by, callee);
    const expiresAtMs = this.clock.nowMs() + LIFETIME_MS;
    const claims: CallTokenClaims = { workspaceId: by.workspaceId, callee, caller: caller ?? by.name, expiresAtMs };
    const token = this.#sign(claims);
    const url = `${this.addresses.mediaUrl(this.links.first()?.mediaUrl)}/call/webrtc?token=${token}`;
    return { token, url, expiresAt: isoOf(dateOf(expiresAtMs)) };
  }

  #sign(claims: CallTokenClaims): string {
    const body = Buffer.from(JSON.stringify(claims)).toString('base64url');
    return `${CALL_TOKEN_PREFIX}.${body}.${signText(this.#key, body)}`;
  }

  async #assertCallee(by: Principal, callee: string): Promise<void> {
    const [, id, draft] = FLOW_CALLEE.exec(callee) ?? [];
    if (id === undefined) {
      if (await this.endpoints.findByName(by.workspaceId, callee)) return;
      throw notFound('endpoint', 'call.unknownEndpoint');
    }
    if (draft !== undefined && !can(by, 'calls.startDraft', by)) {
      throw new AppError('auth.forbidden', 'Only people who are signed in may call a draft.');
    }
    const flow = await this.flows.find(by.workspaceId, flowId.parse(id));
    if (!flow) throw notFound('flow', 'flow.notFound');
    if (draft === undefined && flow.publishedVersion === null) {
      throw new AppError('flow.notFound', 'The flow has not been published yet.');
    }
  }
}
