import { createRequire } from 'node:module';
import { AppError } from '@callwright/protocol';

/** A C function; what it takes and gives is in its signature. */
type Foreign = (...values: readonly unknown[]) => unknown;
type Koffi = { load(name: string): { func(signature: string): Foreign } };

/** The functions of libpocketsphinx used here (pocketsphinx.h, cmd_ln.h of 5prealpha). */
export type PocketsphinxLibrary = { readonly [Name in keyof typeof signatures]: Foreign };

const signatures = {
  args: 'void* ps_args()',
  init: 'void* ps_init(void* config)',
  startUtterance: 'int ps_start_utt(void* decoder)',
  process: 'int ps_process_raw(void* decoder, int16* samples, size_t count, int noSearch, int isWhole)',
  endUtterance: 'int ps_end_utt(void* decoder)',
  hypothesis: 'const char* ps_get_hyp(void* decoder, int32* score)',
} as const;

/** The two libraries of the Debian package libpocketsphinx3. */
const NAMES = ['libsphinxbase.so.3', 'libpocketsphinx.so.3'] as const;

/**
 * Opens the library.
 * @throws AppError `speech.notConfigured` when it is not on this machine, or koffi is not
 */
export function loadPocketsphinx(): PocketsphinxLibrary & { readonly parse: Foreign } {
  try {
    const koffi = createRequire(import.meta.url)('koffi') as Koffi;
    const [base, pocketsphinx] = NAMES.map((name) => koffi.load(name));
    const functions = Object.entries(signatures).map(([name, signature]) => [name, pocketsphinx?.func(signature)]);
    return {
      ...(Object.fromEntries(functions) as PocketsphinxLibrary),
      parse: base?.func(
        'void* cmd_ln_parse_r(void* old, void* definitions, int32 count, char** values, int32 isStrict)',
      ) as Foreign,
    };
  } catch (cause) {
    throw new AppError(
      'speech.notConfigured',
      'PocketSphinx is not installed: on Debian, apt-get install libpocketsphinx3 pocketsphinx-en-us',
      { cause },
    );
  }
}
