import { systemClock } from '../../../platform/clock.js';
import { silentLog } from '../../../platform/logging.js';
import { startLocalWorker } from '../../../platform/workers/local-worker.js';
import { createTestVoices } from '../test-voices.js';
import { createFakeTranscription, fakeSpeech } from './fake-provider.js';
import { createSoundswallowerJobs } from './soundswallower/soundswallower-jobs.js';
import { createSoundswallowerProvider } from './soundswallower/soundswallower-provider.js';
import { describeTranscriptionProvider } from './transcription-provider.contract.js';

describeTranscriptionProvider('the fake', async () => ({ create: createFakeTranscription, say: fakeSpeech }));
describeTranscriptionProvider('soundswallower', async () => {
  const voices = await createTestVoices();
  return {
    create: () =>
      createSoundswallowerProvider({
        clock: systemClock,
        log: silentLog,
        startWorker: () => startLocalWorker(createSoundswallowerJobs()),
      }),
    say: (phrase, rateHz) => voices.say(phrase, 'slt', rateHz),
  };
});
