import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { AppError, type WorkspaceId, workspaceId } from '@callwright/protocol';
import { z } from 'zod';
import { openText, sealText } from '../../../control/sealed-text.js';
import type { Log } from '../../../platform/logging.js';

/** Who may call whom, and who belongs to which group. Whoever knows that of an installation may stand in for {@link People}. */
export type TakosPermissions = {
  readonly areFriends: (workspaceId: WorkspaceId, userId: string, friendId: string) => boolean;
  readonly isMember: (workspaceId: WorkspaceId, roomId: string, userId: string) => boolean;
};

/** A server whose users and those of a workspace may call each other. */
export type TakosServer = {
  /** Shared with it. */
  readonly secret: string;
  /** Where it takes events, without path; default `https://<domain>`. */
  readonly url?: string | undefined;
  /** Whose lines and groups it reaches. */
  readonly workspaceId: WorkspaceId;
};

/** What people are kept in. */
export type PeopleOptions = {
  /** Its folder must be there. */
  readonly path: string;
  /** Seals the file: it holds secrets shared with other servers. */
  readonly secret: string;
  readonly log: Log;
};

const MAX_FRIENDSHIPS = 100_000;
const MAX_GROUPS = 10_000;
const MAX_SERVERS = 1000;

const kept = z.record(
  z.string(),
  z.object({
    friends: z.array(z.tuple([z.string(), z.string()])),
    groups: z.record(z.string(), z.array(z.string())),
    servers: z.record(z.string(), z.object({ secret: z.string(), url: z.string().optional() })),
  }),
);
type Workspace = {
  readonly friends: Set<string>;
  readonly groups: Map<string, ReadonlySet<string>>;
  readonly servers: Map<string, Omit<TakosServer, 'workspaceId'>>;
};

/**
 * Friends, groups and servers as a workspace's own application tells them (`/takos/v1/friends`, `groups`, `servers`), in a
 * sealed file of this media process.
 */
export class People implements TakosPermissions {
  readonly #options: PeopleOptions;
  readonly #workspaces = new Map<WorkspaceId, Workspace>();

  constructor(options: PeopleOptions) {
    this.#options = options;
    for (const [id, { friends, groups, servers }] of Object.entries(this.#read()))
      this.#workspaces.set(workspaceId.parse(id), {
        friends: new Set(friends.map(([one, other]) => pairOf(one, other))),
        groups: new Map(Object.entries(groups).map(([roomId, members]) => [roomId, new Set(members)])),
        servers: new Map(Object.entries(servers)),
      });
  }

  areFriends(workspaceId: WorkspaceId, userId: string, friendId: string): boolean {
    return this.#workspaces.get(workspaceId)?.friends.has(pairOf(userId, friendId)) ?? false;
  }

  isMember(workspaceId: WorkspaceId, roomId: string, userId: string): boolean {
    return this.#workspaces.get(workspaceId)?.groups.get(roomId)?.has(userId) ?? false;
  }

  /** Makes two users friends, each of the other. @throws AppError `api.tooLarge` */
  befriend(workspaceId: WorkspaceId, userId: string, friendId: string): void {
    const { friends } = this.#of(workspaceId);
    if (friends.size >= MAX_FRIENDSHIPS) throw new AppError('api.tooLarge', 'There are too many friends.');
    friends.add(pairOf(userId, friendId));
    this.#write();
  }

  /** They are friends no more. A call between them goes on. */
  part(workspaceId: WorkspaceId, userId: string, friendId: string): void {
    this.#of(workspaceId).friends.delete(pairOf(userId, friendId));
    this.#write();
  }

  /** Makes a group, or gives it other members. @throws AppError `api.tooLarge` */
  setGroup(workspaceId: WorkspaceId, roomId: string, members: readonly string[]): void {
    const { groups } = this.#of(workspaceId);
    if (!groups.has(roomId) && groups.size >= MAX_GROUPS)
      throw new AppError('api.tooLarge', 'There are too many groups.');
    groups.set(roomId, new Set(members));
    this.#write();
  }

  /** @returns whether there was such a group */
  removeGroup(workspaceId: WorkspaceId, roomId: string): boolean {
    const wasThere = this.#of(workspaceId).groups.delete(roomId);
    if (wasThere) this.#write();
    return wasThere;
  }

  /** Null when there is no such group. */
  membersOf(workspaceId: WorkspaceId, roomId: string): readonly string[] | null {
    const members = this.#workspaces.get(workspaceId)?.groups.get(roomId);
    return members ? [...members] : null;
  }

  /** The server of a domain, whichever workspace knows it; null when none does. */
  serverOf(domain: string): TakosServer | null {
    for (const [id, { servers }] of this.#workspaces) {
      const server = servers.get(domain);
      if (server) return { ...server, workspaceId: id };
    }
    return null;
  }

  /** Lets a server in. @throws AppError `api.conflict` when another workspace knows it, `api.tooLarge` */
  setServer(domain: string, { workspaceId: id, ...server }: TakosServer): void {
    const known = this.serverOf(domain);
    if (known && known.workspaceId !== id) throw new AppError('api.conflict', 'Another workspace knows this server.');
    const { servers } = this.#of(id);
    if (!known && servers.size >= MAX_SERVERS) throw new AppError('api.tooLarge', 'There are too many servers.');
    servers.set(domain, server);
    this.#write();
  }

  /** @returns whether there was such a server */
  removeServer(id: WorkspaceId, domain: string): boolean {
    const wasThere = this.#of(id).servers.delete(domain);
    if (wasThere) this.#write();
    return wasThere;
  }

  #of(workspaceId: WorkspaceId): Workspace {
    const known = this.#workspaces.get(workspaceId);
    if (known) return known;
    const fresh: Workspace = { friends: new Set(), groups: new Map(), servers: new Map() };
    this.#workspaces.set(workspaceId, fresh);
    return fresh;
  }

  #read(): z.infer<typeof kept> {
    const { path, secret, log } = this.#options;
    try {
      return kept.parse(JSON.parse(openText(readFileSync(path), secret)));
    } catch {
      log.debug({}, 'no friends and groups of takos yet');
      return {};
    }
  }

  #write(): void {
    const { path, secret, log } = this.#options;
    try {
      writeFileSync(`${path}.tmp`, sealText(JSON.stringify(this.#toKeep()), secret), { mode: 0o600 });
      renameSync(`${path}.tmp`, path);
    } catch (error) {
      log.error({ error: String(error) }, 'friends and groups of takos not kept');
      throw new AppError('internal', 'This could not be kept.');
    }
  }

  #toKeep(): object {
    const workspaces = [...this.#workspaces].map(([id, { friends, groups, servers }]) => {
      const members = [...groups].map(([roomId, one]) => [roomId, [...one]] as const);
      return [
        id,
        {
          friends: [...friends].map((pair) => pair.split(' ')),
          groups: Object.fromEntries(members),
          servers: Object.fromEntries(servers),
        },
      ] as const;
    });
    return Object.fromEntries(workspaces);
  }
}

// User ids have no spaces.
const pairOf = (one: string, other: string): string => [one, other].toSorted().join(' ');
