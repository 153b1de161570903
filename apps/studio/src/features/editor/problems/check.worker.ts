import { answerCheck, type CheckRequest } from './check-request';

// The worker's own scope; the page's types are those this file is compiled with.
addEventListener('message', ({ data }: MessageEvent<CheckRequest>) => postMessage(answerCheck(data)));
