import { RegistryError, problem } from "./errors.js";
import type { components } from "./generated/openapi.js";

type Schemas = components["schemas"];
export type FormListing = Schemas["FormListing"];
export type LocalListing = Schemas["LocalListing"];
export type VersionEntry = Schemas["VersionEntry"];
export type RevisionEntry = Schemas["RevisionEntry"];

/** States in which a core may be used, the better one first. */
const USABLE = ["published", "deprecated"];

/**
 * The entry for `latest`, a major number (`1`: the highest 1.x.y) or an exact version. A deprecated
 * version is chosen where there is no other, a withdrawn one only by its exact name.
 */
export function chooseVersion(listing: FormListing, wanted: string): VersionEntry {
  const exact = listing.versions.find((entry) => entry.version === wanted);
  if (exact) return exact;
  const ascending = [...listing.versions].sort(byVersion);
  const major = wanted === "latest" ? "" : /^\d+$/.test(wanted) ? `${Number(wanted)}.` : null;
  if (major !== null) {
    for (const state of USABLE) {
      const fit = (e: VersionEntry) => e.state === state && e.version.startsWith(major);
      const found = ascending.findLast(fit);
      if (found) return found;
    }
  }
  const known = ascending.map((entry) => entry.version).join(", ") || "-";
  const params = { form: listing.form, version: wanted, known };
  throw new RegistryError(404, undefined, problem("no-such-version", "", params));
}

/**
 * Whose revision it is, and its entry: the one that was named, or the latest. A listing may be that
 * of the municipality's heir; one that is the same municipality under a new code and has published
 * nothing yet is stood for by what it published under the old one.
 */
export function chooseRevision(
  listing: LocalListing, municipality: string, wanted?: number,
): [owner: string, entry: RevisionEntry] {
  const before = listing.predecessors ?? [];
  const shelves: [string, RevisionEntry[]][] = [
    [listing.municipality, listing.revisions],
    ...before.map((p): [string, RevisionEntry[]] => [p.municipality, p.revisions]),
  ];
  const renamed = new Set(before.filter((p) => p.kind === "code-change").map((p) => p.municipality));
  for (const [owner, revisions] of shelves) {
    const asked = wanted === undefined
      ? owner === listing.municipality || renamed.has(owner)
      : owner === municipality;
    const ascending = asked ? [...revisions].sort((a, b) => a.revision - b.revision) : [];
    const found = ascending.findLast((e) => wanted === undefined || e.revision === wanted);
    if (found) return [owner, found];
  }
  const revision = wanted === undefined ? "latest" : String(wanted);
  const params = { form: listing.form, municipality, revision };
  throw new RegistryError(404, undefined, problem("no-such-revision", "", params));
}

function byVersion(a: VersionEntry, b: VersionEntry): number {
  const [x, y] = [a, b].map((entry) => entry.version.split(".").map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (x![i] ?? 0) - (y![i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
