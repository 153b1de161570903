import { type Capability, capability, type ProtocolName, protocolName, protocolProfiles } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';

/**
 * What the seeds and specifications say a protocol can do, written by hand from them and from nothing else:
 * x it can, - it cannot. Columns: 0 call WebSocket, SIP, 4V offer, 4D dialog, 1 takos, 2 jambonz, 3 FreeClimb.
 */
const columns: readonly ProtocolName[] = ['call-websocket', 'sip', 'offer', 'dialog', 'takos', 'jambonz', 'freeclimb'];
const table: Readonly<Record<Capability, string>> = {
  // Spec 0 §3 refer dials a second leg; spec 2 dial; 4D has no transfer command; takos by our own rooms.
  bridge: 'x x x - x x x',
  // A true REFER: SIP and jambonz's sip:refer only.
  transfer: '- x - - - x -',
  // takos has no keys (spec 1 §4); 4D event `dtmf`; spec 3 dtmf_received.
  keysIn: 'x x x x - x x',
  // canonical.md §3: dtmf send; 4D and takos have none; spec 3 PressDTMF.
  keysOut: 'x x x - - x x',
  // 4D has no playing of files (spec 4 C).
  files: 'x x x - x x x',
  // Who listens and speaks by itself: jambonz and the voice gateway of 4D.
  farSideSpeech: '- - - x - x -',
  // jambonz hands its sound over by listen (audio.jambonz.org), one way unless an application asks for more.
  rawAudioIn: 'x x x - x x x',
  rawAudioOut: 'x x x - x - x',
  participants: 'x x x - x x x',
  // No flow shows or sees a picture: a bot takes no part in video (spec 1 §4).
  video: '- - - - - - -',
  // accept, reject, ringing before the answer: SIP, and jambonz by answer, sip:decline, alert (canonical.md §3).
  incomingControl: '- x - - - x -',
  // `?id=` within 10 s; session:reconnect; the second dialog socket with the same call_id. A bot peer has no socket to lose.
  reconnection: 'x - - x - x -',
  // 4D has no recording (spec 4 C); jambonz config.record.
  recording: 'x x x - x x x',
  earlyMedia: '- x - - - x -',
};

describe('what protocols are declared to do', () => {
  it.each(capability.options)('agrees with the seeds and specifications about %s', (name) => {
    const declared = columns.map((protocol) => (protocolProfiles[protocol].capabilities.includes(name) ? 'x' : '-'));
    expect(declared.join(' ')).toBe(table[name]);
  });

  it('is looked at for every protocol', () => {
    expect([...columns].sort()).toEqual([...protocolName.options].sort());
  });

  it.each(columns)('leaves %s nothing it both can and cannot do', (protocol) => {
    const { capabilities, cannot } = protocolProfiles[protocol];
    expect(capabilities.includes('keysOut')).toBe(!cannot.includes('dtmf'));
    expect(capabilities.includes('files')).toBe(!cannot.includes('play'));
    expect(capabilities.includes('bridge')).toBe(!cannot.includes('refer'));
    expect(capabilities.includes('recording')).toBe(!cannot.includes('record'));
  });
});
