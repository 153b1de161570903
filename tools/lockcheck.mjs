/**
 * The part of a lockfile that is used here.
 * @typedef {{ optionalDependencies?: Record<string, string> }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lockfile
 */

/** Accelerators with a JavaScript fallback, whose binaries for other platforms the registry's metadata left out. */
const TOLERATED = /^@msgpackr-extract\//;

/**
 * Optional packages that the lockfile names but does not hold: binaries of other platforms, without which `npm ci` fails
 * or installs something incomplete there.
 * @param {Lockfile} lockfile
 * @returns {string[]} a line for each
 */
export function findHoles({ packages }) {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !TOLERATED.test(name) && !isReachable(packages, path, name))
      .map((name) => `${name}, wanted by ${path || 'the root'}`),
  );
}

/**
 * Whether Node would find a package from here: in this folder's node_modules or one further up.
 * @param {Lockfile['packages']} packages
 * @param {string} from
 * @param {string} name
 */
function isReachable(packages, from, name) {
  for (let folder = from; ; folder = parentOf(folder)) {
    if (packages[`${folder ? `${folder}/` : ''}node_modules/${name}`]) return true;
    if (!folder) return false;
  }
}

/** @param {string} path */
function parentOf(path) {
  const index = path.lastIndexOf('/node_modules/');
  return index < 0 ? '' : path.slice(0, index);
}
