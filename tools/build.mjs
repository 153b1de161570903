import { runBuild } from './setup/build.mjs';
import { runAsProgram } from './setup/main-module.mjs';

// npm run build
await runAsProgram(import.meta.url, () => runBuild());
