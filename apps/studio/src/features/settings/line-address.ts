import type { ProtocolName } from '@callwright/protocol';

/**
 * The address that a far side is given so that its calls come to a line; null for telephones, which dial its name.
 * @param mediaUrl where calls come to, as the api tells it: `https://...`
 * @param name of the line; while it has none a place is held for it
 */
export const lineAddress = (protocol: ProtocolName, mediaUrl: string, name: string): string | null => {
  const web = mediaUrl.replace(/\/+$/, '');
  const socket = web.replace(/^http/, 'ws');
  const line = name.trim() === '' ? '…' : encodeURIComponent(name.trim());
  switch (protocol) {
    case 'call-websocket':
      return `${socket}/call/webrtc`;
    case 'sip':
      return null;
    case 'offer':
      return `${web}/webrtc/v1/offer?line=${line}`;
    case 'dialog':
      return `${socket}/ws/dialog?line=${line}`;
    case 'takos':
      return `${web}/takos/v1/friend/request`;
    case 'jambonz':
      return `${socket}/jambonz/${line}`;
    case 'freeclimb':
      return `${web}/freeclimb/${line}`;
  }
};
