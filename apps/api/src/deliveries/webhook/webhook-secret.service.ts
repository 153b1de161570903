import { AppError, type WorkspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { SealedBox } from '../../platform/crypto/sealed-box.js';
import { Ids } from '../../platform/ids.js';
import { WebhookSecretRepository } from './webhook-secret.repository.js';

const SECRET_BYTES = 24;

/** What the webhooks of a workspace are signed with. */
@Injectable()
export class WebhookSecretService {
  constructor(
    private readonly secrets: WebhookSecretRepository,
    private readonly box: SealedBox,
    private readonly ids: Ids,
  ) {}

  /** The present one; made when it is first asked for. */
  async current(workspace: WorkspaceId): Promise<string> {
    const known = await this.secrets.find(workspace);
    if (known) return this.box.open(known, placeOf(workspace));
    await this.secrets.putFirst(workspace, this.box.seal(this.#make(), placeOf(workspace)));
    const made = await this.secrets.find(workspace);
    if (!made) throw new AppError('internal', 'the workspace of a webhook is gone');
    return this.box.open(made, placeOf(workspace));
  }

  /** Makes another, which holds from the next webhook on. */
  async renew(workspace: WorkspaceId): Promise<string> {
    const secret = this.#make();
    await this.secrets.put(workspace, this.box.seal(secret, placeOf(workspace)));
    return secret;
  }

  #make(): string {
    return `whsec_${this.ids.newSecret(SECRET_BYTES)}`;
  }
}

const placeOf = (workspace: WorkspaceId): string => `${workspace}/webhook signature`;
