/** What leads where, by id. Every node has an entry, and edges lead to nodes of the graph only. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/** Everything one can get to from `start`, with it. A start that is not in the graph reaches nothing. */
export const reachableNodes = (graph: Graph, start: string): ReadonlySet<string> => {
  const reached = new Set(graph.has(start) ? [start] : []);
  for (const id of reached) for (const to of graph.get(id) ?? []) reached.add(to);
  return reached;
};

/**
 * The loops of a graph: each part of it in which every node leads back to itself. In time linear to the graph: the
 * strongly connected components by Kosaraju's two passes, without recursion.
 */
export const loopsOf = (graph: Graph): readonly (readonly string[])[] => {
  const next = (id: string) => graph.get(id) ?? [];
  const previous = reversed(graph);
  const claimed = new Set<string>();
  return finishingOrder(graph.keys(), next)
    .reverse()
    .map((root) => claimComponent(root, previous, claimed))
    .filter((ids) => ids.length > 1 || ids.some((id) => next(id).includes(id)));
};

// Everything that leads to `root` and belongs to nothing yet; nothing if `root` itself is claimed.
const claimComponent = (
  root: string,
  previous: ReadonlyMap<string, readonly string[]>,
  claimed: Set<string>,
): readonly string[] => {
  const component = claimed.has(root) ? [] : [root];
  for (const id of component) {
    claimed.add(id);
    for (const from of previous.get(id) ?? []) {
      if (claimed.has(from)) continue;
      claimed.add(from);
      component.push(from);
    }
  }
  return component;
};

const reversed = (graph: Graph) => {
  const previous = new Map<string, string[]>([...graph.keys()].map((id) => [id, []]));
  for (const [id, next] of graph) for (const to of next) previous.get(to)?.push(id);
  return previous;
};

// Depth first; a node is finished when all it leads to are.
const finishingOrder = (among: Iterable<string>, next: (id: string) => readonly string[]): string[] => {
  const seen = new Set<string>();
  const finished: string[] = [];
  for (const root of among) {
    if (seen.has(root)) continue;
    seen.add(root);
    const path = [{ id: root, open: [...next(root)] }];
    for (let here = path.at(-1); here; here = path.at(-1)) {
      const to = here.open.pop();
      if (to === undefined) {
        finished.push(here.id);
        path.pop();
      } else if (!seen.has(to)) {
        seen.add(to);
        path.push({ id: to, open: [...next(to)] });
      }
    }
  }
  return finished;
};
