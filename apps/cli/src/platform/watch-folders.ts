import { watch } from 'node:fs';

/** Editors write a file in several steps: what follows so soon belongs to the same change. */
const SETTLING_MS = 100;

// What is written meanwhile, as a report, changes nothing.
const IS_READ = /\.(ya?ml|json)$/;

/** Something each time flows or tests below the folders were changed; stops watching when nobody asks for more. */
export async function* watchFolders(folders: readonly string[]): AsyncGenerator<null> {
  let notice: (() => void) | null = null;
  const watchers = folders.map((folder) =>
    watch(folder, { recursive: true }, (_what, name) => {
      if (name === null || IS_READ.test(name)) notice?.();
    }),
  );
  try {
    for (;;) {
      await new Promise<void>((resolve) => {
        notice = resolve;
      });
      await new Promise((resolve) => setTimeout(resolve, SETTLING_MS));
      yield null;
    }
  } finally {
    for (const watcher of watchers) watcher.close();
  }
}
