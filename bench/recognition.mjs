import { createProgress } from '../tools/setup/progress.mjs';
import { installPackages, isPackagePresent, planPackages } from '../tools/setup/system-packages.mjs';
import { endProcess, loadModule } from './shared/load-module.mjs';

const progress = createProgress({ write: (line) => console.error(line) });
const wanted = { needsWorkerBuild: false, needsBrowser: false, needsSpeech: true, needsVoices: true };
const missing = await planPackages({ ...wanted, isPresent: isPackagePresent });
// What cannot be had here is left out, and the figures say who spoke and who listened.
await installPackages(missing, progress).catch((error) => console.error(`Left out: ${error.message}`));
const { runRecognitionBenchmark } = await loadModule('recognition/recognition.ts');
await runRecognitionBenchmark(process.argv.slice(2));
endProcess();
