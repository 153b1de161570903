/** As deep as what people send us may be nested: no flow comes near, and every schema reads it without running out of stack. */
export const MAX_NESTING = 100;

/** Whether objects and lists stand in one another more than `depth` deep. However deep they are, the stack holds. */
export const nestsDeeper = (value: unknown, depth: number): boolean => {
  let level = isNest(value) ? [value] : [];
  for (let deep = 1; level.length > 0; deep += 1) {
    if (deep > depth) return true;
    level = level.flatMap((nest) => Object.values(nest).filter(isNest));
  }
  return false;
};

const isNest = (value: unknown): value is object => typeof value === 'object' && value !== null;
