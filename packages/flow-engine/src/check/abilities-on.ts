import { type CommandName, type ProtocolName, type ProtocolProfile, protocolProfiles } from '@callwright/protocol';
import type { Capability } from '../node-type.js';

/** What each ability of a line comes down to in the profile of its protocol. */
const isIn: Readonly<Record<Capability, (profile: ProtocolProfile) => boolean>> = {
  files: (profile) => does(profile, 'play'),
  keysIn: ({ capabilities }) => capabilities.includes('keysIn'),
  keysOut: (profile) => does(profile, 'dtmf'),
  speech: (profile) => hearsWords(profile),
  freeSpeech: (profile) => hearsWords(profile),
  refer: ({ capabilities }) => capabilities.includes('transfer'),
  bridge: (profile) => does(profile, 'refer'),
  dial: (profile) => does(profile, 'dial'),
  queue: (profile) => does(profile, 'enqueue'),
  conference: (profile) => does(profile, 'conference'),
  record: (profile) => does(profile, 'record'),
};

/** What a flow can do whichever of these protocols a call comes by; all there is when none is named. */
export const abilitiesOn = (protocols: readonly ProtocolName[]): readonly Capability[] =>
  Object.entries(isIn).flatMap(([name, holds]) =>
    isAbility(name) && protocols.every((one) => holds(protocolProfiles[one])) ? [name] : [],
  );

const does = ({ cannot }: ProtocolProfile, command: CommandName): boolean => !cannot.includes(command);
const hearsWords = ({ capabilities }: ProtocolProfile): boolean =>
  capabilities.includes('rawAudioIn') || capabilities.includes('farSideSpeech');
const isAbility = (name: string): name is Capability => Object.hasOwn(isIn, name);
