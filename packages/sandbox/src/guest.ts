import {
  DefaultIntrinsics,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import { type CodeError, type CodeErrorKind, codeLimits } from './code-outcome.js';
import { errorOf } from './faults.js';
import { GUEST_SETUP, SOURCE_NAME } from './guest-setup.js';

const OPENING = '(function () {\n';
const CLOSING = '\n})';
const OPENING_LINES = 1;
const OUT_OF_MEMORY = { name: 'InternalError', message: 'out of memory' };
const PLACE = new RegExp(`\\b${SOURCE_NAME}:(\\d+)`);

/**
 * One fresh context of the engine and the code in it. Nothing is ever freed: the whole memory is put back before the next.
 * Any method may throw when the machine itself gives up.
 */
export class Guest {
  readonly #context: QuickJSContext;
  readonly #setup: QuickJSHandle;
  #lineCount = 0;

  /** @param onLog gets each line of `console.log`, shortened */
  constructor(quickjs: QuickJSWASMModule, onLog: (line: string) => void) {
    const runtime = quickjs.newRuntime({
      memoryLimitBytes: codeLimits.memoryBytes,
      maxStackSizeBytes: codeLimits.stackBytes,
    });
    this.#context = runtime.newContext({ intrinsics: { ...DefaultIntrinsics, Date: false } });
    const write = this.#context.newFunction('write', (line) => onLog(this.#context.getString(line)));
    const setUp = this.#context.unwrapResult(this.#context.evalCode(GUEST_SETUP, 'setup'));
    const maxLine = this.#context.newNumber(codeLimits.maxLogLineLength);
    this.#setup = this.#context.unwrapResult(
      this.#context.callFunction(setUp, this.#context.undefined, write, maxLine),
    );
  }

  /** Sets the global `input`. */
  setInput(json: string): CodeError | null {
    const outcome = this.#call('setInput', this.#context.newString(json));
    return outcome.error ? this.#problem(outcome.error, 'tooLarge') : null;
  }

  /** Compiles a function body. */
  compile(source: string): CodeError | { readonly code: QuickJSHandle } {
    this.#lineCount = source.split('\n').length;
    const outcome = this.#context.evalCode(OPENING + source + CLOSING, SOURCE_NAME);
    if (outcome.error) return this.#problem(outcome.error, 'syntax');
    return this.#context.typeof(outcome.value) === 'function'
      ? { code: outcome.value }
      : { kind: 'syntax', message: 'the code must be the inside of one function' };
  }

  /** Runs what {@link Guest.compile} gave. */
  call(code: QuickJSHandle): CodeError | { readonly value: QuickJSHandle } {
    const outcome = this.#context.callFunction(code, this.#context.undefined);
    return outcome.error ? this.#problem(outcome.error, 'thrown') : { value: outcome.value };
  }

  /** A value of the code as JSON; nothing is `null`. */
  format(value: QuickJSHandle): CodeError | { readonly json: string } {
    const outcome = this.#call('format', value);
    return outcome.error ? this.#problem(outcome.error, 'notJson') : { json: this.#context.getString(outcome.value) };
  }

  #call(name: 'setInput' | 'format' | 'describe', argument: QuickJSHandle) {
    return this.#context.callFunction(this.#context.getProp(this.#setup, name), this.#context.undefined, argument);
  }

  #problem(thrown: QuickJSHandle, otherwise: CodeErrorKind): CodeError {
    const described = this.#call('describe', thrown);
    // Nothing in it can fail but an allocation.
    if (described.error) return errorOf(OUT_OF_MEMORY, otherwise, null);
    const parts: unknown = JSON.parse(this.#context.getString(described.value));
    const [name = '', message = '', stack = ''] = Array.isArray(parts) ? parts.map(String) : [];
    return errorOf({ name, message }, otherwise, this.#lineOf(stack));
  }

  #lineOf(stack: string): number | null {
    const found = PLACE.exec(stack)?.[1];
    return found === undefined ? null : Math.min(this.#lineCount, Math.max(1, Number(found) - OPENING_LINES));
  }
}
