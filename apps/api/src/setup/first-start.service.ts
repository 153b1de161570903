import { flowTemplates } from '@callwright/nodes';
import { flowId, scope, userId, type WorkspaceId, workspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { ApiKeysService } from '../auth/api-keys.service.js';
import type { Principal } from '../auth/permissions.js';
import { SignInService } from '../auth/sign-in.service.js';
import { EndpointsService } from '../endpoints/endpoints.service.js';
import { FlowVersionsService } from '../flows/flow-versions.service.js';
import { FlowsService } from '../flows/flows.service.js';
import { Clock } from '../platform/clock.js';
import { Ids } from '../platform/ids.js';
import { FirstStartRepository } from './first-start.repository.js';

/** How to get in for the first time. */
export type FirstLogin = { readonly email: string; readonly password: string; readonly apiKey: string };

const EMAIL = 'admin@callwright.local';
const PASSWORD_BYTES = 9;
/** What the first flow is reached by. */
const DEMO_ENDPOINT = 'demo';

/** Makes an empty database usable: a workspace, an admin, a key, and a flow that can be called at once. */
@Injectable()
export class FirstStartService {
  constructor(
    private readonly people: FirstStartRepository,
    private readonly signIn: SignInService,
    private readonly keys: ApiKeysService,
    private readonly flows: FlowsService,
    private readonly versions: FlowVersionsService,
    private readonly endpoints: EndpointsService,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** @returns how to get in, the only time it can be told; null when somebody has been here before */
  async prepare(): Promise<FirstLogin | null> {
    if (!(await this.people.isEmpty())) return null;
    const password = this.ids.newSecret(PASSWORD_BYTES);
    const home = workspaceId.parse(this.ids.newId());
    const admin = { id: userId.parse(this.ids.newId()), accountId: this.ids.newId(), name: 'Admin', email: EMAIL };
    const isFirst = await this.people.createPeople({
      workspace: { id: home, name: 'My workspace' },
      admin,
      passwordHash: await this.signIn.hashPassword(password),
      at: this.clock.now(),
    });
    if (!isFirst) return null;
    await this.#addDemo({
      kind: 'user',
      userId: admin.id,
      name: admin.name,
      email: EMAIL,
      role: 'admin',
      workspaceId: home,
    });
    return { email: EMAIL, password, apiKey: await this.#addKey(home) };
  }

  async #addKey(home: WorkspaceId): Promise<string> {
    return (await this.keys.create(home, { name: 'First key', scopes: [...scope.options] })).key;
  }

  async #addDemo(admin: Extract<Principal, { kind: 'user' }>): Promise<void> {
    const [template] = flowTemplates;
    if (!template) return;
    const flow = await this.flows.create(admin.workspaceId, { name: template.name, template: template.id });
    await this.versions.publish(admin, flowId.parse(flow.id), { revision: flow.draft.revision, note: 'Example' });
    const endpoint = { name: DEMO_ENDPOINT, flowId: flow.id, isPublic: false, defaults: {} };
    await this.endpoints.create(admin.workspaceId, endpoint);
  }
}
