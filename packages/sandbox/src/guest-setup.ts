/** Name of the source in the engine's stack traces. */
export const SOURCE_NAME = 'code';

/**
 * JavaScript that runs inside the engine before any code of a user: takes away what is not the same each time, and gives back
 * the functions the host works with, which keep their own copies of what user code may replace.
 */
export const GUEST_SETUP = `(function (write, maxLine) {
  'use strict';
  const { stringify, parse } = JSON;
  const text = String;
  const GuestError = Error;
  const GuestPromise = Promise;
  const isError = (value) => value instanceof GuestError;
  const slice = Function.prototype.call.bind(String.prototype.slice);
  delete Math.random;
  delete globalThis.Date;
  const show = (value) => {
    try {
      if (typeof value === 'string') return value;
      if (isError(value)) return text(value);
      const shown = stringify(value);
      return typeof shown === 'string' ? shown : text(value);
    } catch (error) {
      return '[' + typeof value + ']';
    }
  };
  const log = function () {
    let line = '';
    for (let i = 0; i < arguments.length && line.length <= maxLine; i++) line += (i ? ' ' : '') + show(arguments[i]);
    write(slice(line, 0, maxLine));
  };
  globalThis.console = { log, info: log, warn: log, error: log, debug: log };
  return {
    setInput: (json) => { globalThis.input = parse(json); },
    format: (value) => {
      if (value === undefined) return 'null';
      if (typeof value === 'object' && value !== null && value instanceof GuestPromise)
        throw new TypeError('a promise is no result; return the value itself');
      const json = stringify(value);
      if (typeof json !== 'string') throw new TypeError('a ' + typeof value + ' is no JSON');
      return json;
    },
    describe: (error) => {
      const part = (name) => {
        try { return slice(text(error[name]), 0, 2000); } catch (_) { return ''; }
      };
      if (!isError(error)) return stringify(['', slice(show(error), 0, 2000), '']);
      return stringify([part('name'), part('message'), part('stack')]);
    },
  };
})`;
