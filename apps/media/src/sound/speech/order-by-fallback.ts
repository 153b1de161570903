/** A provider of a speech file, as far as its name and those it falls back to matter. */
type Named = { readonly name: string; readonly kind: string };
type Fallback = Named & { readonly kind: 'fallback'; readonly providers: readonly string[] };

const isFallback = (one: Named): one is Fallback => one.kind === 'fallback' && 'providers' in one;

/**
 * Puts providers behind those they fall back to.
 * @param side for the problems, as `voice`
 * @param builtIn names that are taken
 * @returns what is wrong with the names, a line for each: then the order means nothing
 */
export function orderByFallback<Definition extends Named>(
  side: string,
  definitions: readonly Definition[],
  builtIn: readonly string[],
): { readonly ordered: readonly Definition[]; readonly problems: readonly string[] } {
  const byName = new Map(definitions.map((one) => [one.name, one]));
  const known = new Set([...builtIn, ...byName.keys()]);
  const problems = [...takenTwice(side, definitions, builtIn), ...unknown(side, definitions, known)];
  const ordered: Definition[] = [];
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    const definition = byName.get(name);
    if (path.includes(name)) problems.push(`${side} ${name}: falls back to itself (${[...path, name].join(' -> ')})`);
    if (!definition || done.has(name) || path.includes(name)) return;
    if (isFallback(definition)) for (const next of definition.providers) visit(next, [...path, name]);
    done.add(name);
    ordered.push(definition);
  };
  for (const { name } of definitions) visit(name, []);
  return { ordered, problems };
}

const takenTwice = (side: string, definitions: readonly Named[], builtIn: readonly string[]): readonly string[] =>
  definitions.flatMap(({ name }, index) => {
    if (builtIn.includes(name)) return [`${side} ${name}: this name is built in`];
    return definitions.findIndex((one) => one.name === name) < index
      ? [`${side} ${name}: this name is taken twice`]
      : [];
  });

const unknown = (side: string, definitions: readonly Named[], known: ReadonlySet<string>): readonly string[] =>
  definitions
    .filter(isFallback)
    .flatMap(({ name, providers }) =>
      providers
        .filter((one) => !known.has(one))
        .map((one) => `${side} ${name}: there is no ${side} ${one} to fall back to`),
    );
