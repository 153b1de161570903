import packaged from '@jitl/quickjs-wasmfile-release-sync';
import {
  newQuickJSWASMModuleFromVariant,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import { meterWasm, STATE_EXPORT, STEPS_EXPORT } from './metering/meter-wasm.js';

/** The most steps that can be counted. */
export const MAX_STEPS = 2 ** 31 - 1;

// In the package's CommonJS form, whose types some compilers take, the variant is a level deeper.
const unwrapped = (loaded: QuickJSSyncVariant | { readonly default: QuickJSSyncVariant }): QuickJSSyncVariant =>
  'default' in loaded ? loaded.default : loaded;
const variant = unwrapped(packaged);
// 16 MB, what the engine is built for. It never grows, so that putting it back costs the same each time.
const MEMORY_PAGES = 256;

/** QuickJS, counted and forgetful. */
export type Engine = {
  readonly quickjs: QuickJSWASMModule;
  /** Puts the whole machine back to where it was when it was loaded, whatever happened to it. */
  readonly reset: () => void;
  /** Gives the machine so many steps from here on; it traps when they are used up. */
  readonly setSteps: (steps: number) => void;
  /** Below zero once they were used up. */
  readonly stepsLeft: () => number;
};

/**
 * Loads QuickJS with its steps counted.
 * @throws Error when the WebAssembly cannot be fetched or is of a kind that cannot be counted
 */
export async function loadEngine(): Promise<Engine> {
  const memory = new WebAssembly.Memory({ initial: MEMORY_PAGES, maximum: MEMORY_PAGES });
  const exported: WebAssembly.Exports[] = [];
  const quickjs = await newQuickJSWASMModuleFromVariant({
    ...variant,
    importModuleLoader: async () => {
      const load = await variant.importModuleLoader();
      const loader = loaderIn(load);
      return () => whileMetered(memory, exported, () => loader({ wasmMemory: memory }));
    },
  });
  return engineOf(quickjs, memory, Object.entries(exported[0] ?? {}));
}

type Loading = Awaited<ReturnType<typeof variant.importModuleLoader>>;
type Loader = Extract<Loading, (...options: never) => unknown>;

/** Bundlers wrap the loader differently. */
const loaderIn = (loading: Loading): Loader => {
  if (typeof loading === 'function') return loading;
  return typeof loading.default === 'function' ? loading.default : loading.default.default;
};

/**
 * Has the module of `memory` counted when it is compiled. Only the loader of QuickJS knows where its WebAssembly lies, in
 * Node as in any bundler, and it hands out neither that place nor the bytes; everything else passes through as it is.
 */
async function whileMetered<Result>(
  memory: WebAssembly.Memory,
  exported: WebAssembly.Exports[],
  load: () => Promise<Result>,
): Promise<Result> {
  const { instantiate, instantiateStreaming } = WebAssembly;
  const isOurs = (imports?: WebAssembly.Imports) =>
    Object.values(imports ?? {}).some((names) => Object.values(names).includes(memory));
  const instantiateMetered = async (binary: BufferSource, imports?: WebAssembly.Imports) => {
    const source = await instantiate(meterWasm(bytesOf(binary)), imports);
    exported.push(source.instance.exports);
    return source;
  };
  const patched = {
    instantiate: (source: BufferSource, imports?: WebAssembly.Imports) =>
      isOurs(imports) ? instantiateMetered(source, imports) : instantiate(source, imports),
    instantiateStreaming: async (source: Response | PromiseLike<Response>, imports?: WebAssembly.Imports) =>
      isOurs(imports)
        ? instantiateMetered(await (await source).arrayBuffer(), imports)
        : instantiateStreaming(source, imports),
  };
  Object.assign(WebAssembly, patched);
  try {
    return await load();
  } finally {
    if (WebAssembly.instantiateStreaming === patched.instantiateStreaming)
      Object.assign(WebAssembly, { instantiate, instantiateStreaming });
  }
}

const bytesOf = (source: BufferSource): Uint8Array =>
  ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);

function engineOf(
  quickjs: QuickJSWASMModule,
  memory: WebAssembly.Memory,
  exported: readonly (readonly [string, WebAssembly.ExportValue])[],
): Engine {
  const globals = exported.flatMap(([name, value]) => (value instanceof WebAssembly.Global ? [{ name, value }] : []));
  const steps = globals.find(({ name }) => name === STEPS_EXPORT)?.value;
  if (!steps) throw new Error('the engine was loaded without counting its steps');
  const state = globals.filter(({ name }) => name.startsWith(STATE_EXPORT)).map(({ value }) => value);
  const pristine = { memory: copyOf(memory), state: state.map((global): unknown => global.value) };
  return {
    quickjs,
    reset: () => {
      const bytes = new Uint8Array(memory.buffer);
      bytes.set(pristine.memory);
      bytes.fill(0, pristine.memory.length);
      for (const [index, global] of state.entries()) global.value = pristine.state[index];
    },
    setSteps: (count) => {
      steps.value = count;
    },
    stepsLeft: () => Number(steps.value),
  };
}

/** What the memory holds, less the empty part behind it. */
const copyOf = (memory: WebAssembly.Memory): Uint8Array => {
  const bytes = new Uint8Array(memory.buffer);
  return bytes.slice(0, bytes.findLastIndex((byte) => byte !== 0) + 1);
};
