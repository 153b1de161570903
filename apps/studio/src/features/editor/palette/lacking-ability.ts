import { abilitiesOn, type Capability, type NodeDefinition } from '@callwright/flow-engine';
import type { ProtocolName } from '@callwright/protocol';

/** Something that calls by some protocols cannot do. What is understood of words is no matter of the protocol. */
export type LackingAbility = {
  readonly ability: Exclude<Capability, 'freeSpeech'>;
  readonly protocols: readonly ProtocolName[];
};

/**
 * What a step needs, as it is when it is added, and cannot do on all of these protocols; null where it works.
 * @param protocols those that the lines of the flow name
 */
export const lackingAbility = (
  { config, needs }: Pick<NodeDefinition, 'config' | 'needs'>,
  protocols: readonly ProtocolName[],
): LackingAbility | null => {
  if (protocols.length === 0) return null;
  for (const ability of needs?.(config.parse({})) ?? []) {
    const without = protocols.filter((one) => !abilitiesOn([one]).includes(ability));
    if (ability !== 'freeSpeech' && without.length > 0) return { ability, protocols: without };
  }
  return null;
};
