import type { FlowNode, Json } from '@callwright/protocol';
import type { NodeDefinition } from './node-type.js';

/** A config as its definition reads it, or what is wrong with it. */
export type ReadConfig<Config> =
  | { readonly ok: true; readonly value: Config }
  | { readonly ok: false; readonly issues: readonly { readonly message: string; readonly field: string }[] };

/** Reads the config of a node, whatever version of its type it was written for. */
export const readConfig = <Config>(
  definition: NodeDefinition<Config>,
  { version = 1, config }: Pick<FlowNode, 'version' | 'config'>,
): ReadConfig<Config> => {
  if (version > definition.version) {
    const message = `This step was made with a newer version of Callwright (${version}; known here: ${definition.version}).`;
    return { ok: false, issues: [{ message, field: '' }] };
  }
  const read = definition.config.safeParse(migrated(definition, config, version));
  if (read.success) return { ok: true, value: read.data };
  return { ok: false, issues: read.error.issues.map(({ message, path }) => ({ message, field: path.join('.') })) };
};

const migrated = (
  definition: Pick<NodeDefinition, 'version' | 'migrate'>,
  config: Readonly<Record<string, Json>>,
  version: number,
): Readonly<Record<string, Json>> => {
  let now = config;
  for (let from = version; from < definition.version; from += 1) now = definition.migrate?.(now, from) ?? now;
  return now;
};
