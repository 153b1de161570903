/** Compiled code. */
export type WasmModule = { readonly kind: 'module' };
/** The memory of a running module; `buffer` is another one after it has grown. */
export type WasmMemory = { readonly buffer: ArrayBuffer };
type WasmImports = Record<string, Record<string, (...args: never[]) => number>>;
type WasmInstance = { readonly exports: { readonly memory: WasmMemory; readonly _start: () => void } };
type WebAssemblyApi = {
  compile(bytes: Uint8Array): Promise<WasmModule>;
  readonly Instance: new (module: WasmModule, imports: WasmImports) => WasmInstance;
};

/** The part of the engine's API that runs WASI programs. TypeScript types it only in the DOM library, which servers do without. */
export const webAssembly = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;
