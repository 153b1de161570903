/** What a hook of ours is about; told apart by the path that jambonz gives back with it. */
export const hookKinds = [
  'next',
  'prompt',
  'gather',
  'dial',
  'refer',
  'queue',
  'conference',
  'keys',
  'status',
  'wait',
  'confirm',
] as const;
export type HookKind = (typeof hookKinds)[number];

/** One hook: `serial` is that of the verbs it was given with, so that a late one is known as such. */
export type OurHook = { readonly kind: HookKind; readonly serial: number };

/** A hook as a verb carries it: below the path of its line, so that webhooks find it, too. */
export const formatHook = (base: string, { kind, serial }: OurHook): string => `${base}/hook/${kind}/${serial}`;

/** Reads what came back as `hook`, or as the path of a webhook; null when it is none of ours. */
export const parseHook = (hook: string): OurHook | null => {
  const { kind, serial } = /\/hook\/(?<kind>[a-z]+)\/(?<serial>\d{1,9})$/.exec(hook)?.groups ?? {};
  const known = hookKinds.find((name) => name === kind);
  return known === undefined ? null : { kind: known, serial: Number(serial) };
};
