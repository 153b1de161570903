import { endProcess, loadModule } from './shared/load-module.mjs';

const { runTalkOff } = await loadModule('talk-off/main.ts');
await runTalkOff(process.argv.slice(2));
endProcess();
