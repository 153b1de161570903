import type { ErrorCode } from '@callwright/protocol';
import type { Principal } from '../../../calls/principal.js';
import type { Clock } from '../../../platform/clock.js';
import type { Log } from '../../../platform/logging.js';
import type { ProtocolAdapter } from '../../protocol-adapter.js';
import type { Bots } from '../bot/bots.js';
import type { TakosRooms } from '../ports.js';
import type { Tokens } from '../tokens/tokens.js';
import { createEventEndpoint } from './event-endpoint.js';
import { FriendCalls } from './friend-calls.js';
import { GroupCalls } from './group-calls.js';
import { type JsonAnswer, sendJson } from './http.js';
import type { People } from './people.js';
import type { RemoteServers } from './remote-servers.js';
import { createRest, REST_PATH } from './rest.js';
import { SeenEvents } from './seen-events.js';
import type { TakosSignature } from './signature.js';

/** What the control of takos calls is made of. */
export type TakosControlOptions = {
  /** Our own name among the servers. */
  readonly domain: string;
  readonly rooms: Pick<TakosRooms, 'isLive' | 'end' | 'onEnded'>;
  readonly tokens: Pick<Tokens, 'issue'>;
  readonly bots: Pick<Bots, 'lineOf' | 'join'>;
  readonly people: People;
  readonly servers: RemoteServers;
  /** Null: other servers are not let in. */
  readonly signature: TakosSignature | null;
  readonly authenticate: (credential: string | null) => Principal;
  readonly onRefused: (code: ErrorCode) => void;
  readonly clock: Clock;
  readonly log: Log;
};

const EVENT_PATH = '/_takos/v1/event';

/** Who calls whom in takos: events of other servers, and the same for a workspace's own users by REST. */
export const createTakosControl = (
  options: TakosControlOptions,
): Required<Pick<ProtocolAdapter, 'name' | 'request' | 'close'>> => {
  const { people: permissions, servers, signature, clock, log } = options;
  const friends = new FriendCalls({ ...options, permissions });
  const groups = new GroupCalls({ ...options, permissions });
  const rest = createRest({ ...options, friends, groups });
  const seen = new SeenEvents(() => clock.nowMs());
  const event =
    signature === null
      ? null
      : createEventEndpoint({
          ...options,
          signature,
          seen,
          friends,
          groups,
          workspaceOf: (origin) => servers.workspaceOf(origin),
        });
  let closing: Promise<void> | null = null;
  return {
    name: 'takos-control',
    request(request, response, url) {
      const answer = answering(url);
      if (answer === null) return false;
      answer(request, url).then(
        (said) => sendJson(response, said),
        (error: unknown) => {
          log.error({ error: String(error) }, 'takos request failed');
          response.destroy();
        },
      );
      return true;
    },
    close() {
      closing ??= (async () => {
        friends.close();
        groups.close();
        servers.close();
      })();
      return closing;
    },
  };

  function answering({ pathname }: URL): ((...asked: Parameters<typeof rest>) => Promise<JsonAnswer>) | null {
    if (pathname === EVENT_PATH) return event;
    return pathname.startsWith(REST_PATH) ? rest : null;
  }
};
