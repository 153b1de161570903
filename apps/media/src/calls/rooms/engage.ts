import type { CallSession } from '../call-session.js';
import { dialOthers } from './dial.js';
import type { Engagement } from './engagements.js';
import { waitInQueue } from './enqueue.js';
import { joinConference } from './join-conference.js';
import { passOn } from './refer.js';
import type { RoomPorts } from './room-ports.js';

/** Sees a command that joins a call with others through to its end. Never rejects: what goes wrong is told by events. */
export const engage = async (call: CallSession, { command, ...ways }: Engagement, ports: RoomPorts): Promise<void> => {
  // Whoever drives may ask for it before the sound flows.
  await call.sound.whenOpen();
  switch (command.command) {
    case 'refer':
      return passOn(call, { command, ...ways }, ports);
    case 'dial':
      return dialOthers(call, { command, ...ways }, ports);
    case 'enqueue':
      return waitInQueue(call, { command, ...ways }, ports);
    case 'conference':
      return joinConference(call, { command, ...ways }, ports);
  }
};
