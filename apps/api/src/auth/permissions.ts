import type { Scope, UserId, WorkspaceId } from '@callwright/protocol';

/** What a person is in a workspace. */
export type Role = 'admin' | 'editor' | 'viewer';

/** Who asks: a person who is signed in, or an integration with an API key. */
export type Principal =
  | {
      readonly kind: 'user';
      readonly userId: UserId;
      readonly name: string;
      readonly email: string;
      readonly role: Role;
      readonly workspaceId: WorkspaceId;
    }
  | {
      readonly kind: 'key';
      readonly keyId: string;
      readonly name: string;
      readonly scopes: readonly Scope[];
      readonly workspaceId: WorkspaceId;
    };

/** Everything the api can be asked to do. Each route names one. */
export const actions = [
  'workspace.read',
  'flows.read',
  'flows.write',
  'flows.publish',
  'endpoints.read',
  'endpoints.write',
  'prompts.read',
  'prompts.write',
  'calls.read',
  'calls.listen',
  'calls.start',
  'calls.startDraft',
  'calls.control',
  'calls.dial',
  'telephony.read',
  'telephony.manage',
  'numbers.write',
  'messages.write',
  'deliveries.manage',
  'keys.manage',
  'secrets.manage',
] as const;
/** One of them. */
export type Action = (typeof actions)[number];

/** What an action is done to: anything that belongs to a workspace. */
export type Resource = { readonly workspaceId: WorkspaceId };

const viewing: readonly Action[] = [
  'workspace.read',
  'flows.read',
  'endpoints.read',
  'prompts.read',
  'calls.read',
  'calls.listen',
  'telephony.read',
];
const editing: readonly Action[] = [
  ...viewing,
  'flows.write',
  'flows.publish',
  'endpoints.write',
  'prompts.write',
  'calls.start',
  'calls.startDraft',
  'calls.control',
  'calls.dial',
  'numbers.write',
  'messages.write',
];
const byRole: Readonly<Record<Role, ReadonlySet<Action>>> = {
  admin: new Set(actions),
  editor: new Set(editing),
  viewer: new Set(viewing),
};

// A draft is called by people only (design §3), so no scope but `admin` has it, and that one has it taken away below.
const byScope: Readonly<Record<Scope, readonly Action[]>> = {
  'calls:start': ['calls.start'],
  'calls:control': ['calls.control', 'messages.write'],
  'calls:dial': ['calls.dial'],
  'calls:read': ['calls.read', 'calls.listen'],
  'flows:write': [
    'flows.read',
    'flows.write',
    'flows.publish',
    'endpoints.read',
    'endpoints.write',
    'prompts.read',
    'prompts.write',
  ],
  admin: actions.filter((action) => action !== 'calls.startDraft'),
};

/** The one permission check: whether `principal` may do `action` to `resource`. Other workspaces are out of reach. */
export const can = (principal: Principal, action: Action, resource: Resource): boolean => {
  if (principal.workspaceId !== resource.workspaceId) return false;
  if (principal.kind === 'user') return byRole[principal.role].has(action);
  return action === 'workspace.read' || principal.scopes.some((scope) => byScope[scope].includes(action));
};

/** A stored role; what is no role may only look. */
export const roleOf = (text: string): Role => (text === 'admin' || text === 'editor' ? text : 'viewer');
