/** A client of a Soroe registry: fetch, verify, check. No dependency but `fetch`. */
export { canonical, digest, type Json } from "./canonical.js";
export {
  Client, type Against, type Core, type Finding, type Forms, type Local, type LocalDiff,
  type Published, type Report, type SubmittedReport,
} from "./client.js";
export type { FormListing, LocalListing, RevisionEntry, VersionEntry } from "./choosing.js";
export {
  DocumentError, IntegrityError, RegistryError, SoroeError, UnreachableError, type Problem,
} from "./errors.js";
export type { components, operations, paths } from "./generated/openapi.js";
export type { Options } from "./transport.js";
