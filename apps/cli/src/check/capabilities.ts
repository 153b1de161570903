import { abilitiesOn, type Capability } from '@callwright/flow-engine';
import { protocolName } from '@callwright/protocol';
import { UsageError } from '../io.js';

/** What each capability is, in words. */
export const capabilityWords: Readonly<Record<Capability, string>> = {
  files: 'recordings are played',
  keysIn: 'callers may press keys',
  freeSpeech: 'whatever callers say is understood',
  keysOut: 'keys are sent to the other side',
  speech: 'callers may speak and are understood',
  refer: 'calls are handed over (SIP REFER)',
  bridge: 'calls are joined with another line',
  dial: 'several lines are called',
  queue: 'calls wait in a queue',
  conference: 'calls join a conference',
  record: 'calls are recorded',
};

/** What a live call can do, by the protocol that carries it. `webrtc`: by either of those that browsers call by. */
const protocols: Readonly<Record<string, readonly Capability[]>> = {
  ...Object.fromEntries(protocolName.options.map((name) => [name, abilitiesOn([name])])),
  webrtc: abilitiesOn(['call-websocket', 'offer']),
};

/**
 * The capabilities that are meant by the name of a protocol, or by their own names with commas between them.
 * @throws UsageError for a name that is neither
 */
export const capabilitiesOf = (text: string): readonly Capability[] => {
  const known = protocols[text];
  if (known) return known;
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !isCapability(name));
  if (unknown === undefined) return names.filter(isCapability);
  const all = Object.keys(capabilityWords).join(', ');
  const every = Object.keys(protocols).join(', ');
  throw new UsageError(`"${unknown}" is neither a protocol (${every}) nor a capability (${all}).`);
};

const isCapability = (name: string): name is Capability => Object.hasOwn(capabilityWords, name);
