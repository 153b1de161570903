/** The id of the step a widget becomes: its name, with `_` for what no id may have. */
export const stepIdOf = (name: string): string => name.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 60);

/** The name of a variable: that of Studio, with `_` for what none may have. `call` is taken by the call itself. */
export const variableOf = (...parts: readonly string[]): string => {
  const name = parts.join('_').replace(/[^A-Za-z0-9_]/g, '_');
  const begun = /^[A-Za-z_]/.test(name) ? name : `_${name}`;
  return (begun === 'call' ? 'call_' : begun).slice(0, 64);
};
