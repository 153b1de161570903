// Run as a child process with mediasoup's folder as argument: does the installed worker really start and serve?
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [packageDir] = process.argv.slice(2);
if (!packageDir) throw new Error('usage: start-check.mjs <folder of the mediasoup package>');

const mediasoup = createRequire(join(packageDir, 'package.json'))(packageDir);
const worker = await mediasoup.createWorker({ logLevel: 'error' });
const router = await worker.createRouter({ mediaCodecs: [{ kind: 'audio', mimeType: 'audio/PCMU', clockRate: 8000 }] });
await router.createDirectTransport();
worker.close();
process.exit(0);
