import { silentLog } from '../../../platform/logging.js';
import { createFakeVad } from './fake-vad.js';
import { createSileroVad } from './silero/silero-vad.js';
import { describeVadProvider } from './vad-provider.contract.js';
import { createWebrtcVad } from './webrtc/webrtc-vad.js';

describeVadProvider('Silero', () => createSileroVad(silentLog));
describeVadProvider('the detector of WebRTC', createWebrtcVad);
describeVadProvider('the fake', async () => createFakeVad(), false);
