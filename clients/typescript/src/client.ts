import { promised, valueOf, type Answer } from "./answers.js";
import type { Json } from "./canonical.js";
import { chooseRevision, chooseVersion, type FormListing, type LocalListing } from "./choosing.js";
import type { components } from "./generated/openapi.js";
import { address, ask, type Options } from "./transport.js";

type Schemas = components["schemas"];
export type Forms = Schemas["Forms"];
export type Report = Schemas["Report"];
export type Finding = Schemas["Finding"];
export type LocalDiff = Schemas["LocalDiff"];
export type SubmittedReport = Schemas["SubmittedReport"];

/** A document that was verified: its path, the digest it was promised with, its value. */
export interface Published<T> {
  readonly path: string;
  readonly digest: string;
  readonly form: string;
  readonly document: T;
}

/** A core: its exact version, and its state as listed (published, deprecated, withdrawn). */
export interface Core extends Published<Json> {
  readonly version: string;
  readonly state: string;
}

/** A local diff or the form it makes: whose it is, which revision, against which core. */
export interface Local<T> extends Published<T> {
  readonly municipality: string;
  readonly revision: number;
  readonly core: string;
}

/** What a form is compared with: a core, and what a municipality has declared. */
export interface Against {
  readonly form: string;
  /** An exact version, a major number, or `latest`, which it is if not given. */
  readonly core?: string;
  readonly municipality?: string;
}

/**
 * A client of one registry, or for reading of a mirror of it. Documents are checked against the
 * digest that the listing promised and against the strong ETag before they are handed on.
 *
 * All methods reject with `RegistryError`, `UnreachableError` or `IntegrityError`.
 */
export class Client {
  readonly url: string;
  readonly #options: Options;

  /** `DocumentError` where `url` is no address of a registry. */
  constructor(url: string, options: Options = {}) {
    this.url = address(url);
    this.#options = options;
  }

  /** All forms with their versions. */
  async forms(): Promise<Forms> {
    return this.#value<Forms>("/forms.json");
  }

  /** One form: its versions, and the municipalities that have a diff. */
  async form(form: string): Promise<FormListing> {
    return this.#value<FormListing>(`/forms/${part(form)}.json`);
  }

  /** The revisions of a municipality; of one that has ended, those of its heir. */
  async local(form: string, municipality: string): Promise<LocalListing> {
    return this.#value<LocalListing>(`/forms/${part(form)}/local/${part(municipality)}.json`);
  }

  /** A core by exact version, by major number (`1`: the highest 1.x.y) or `latest`. */
  async core(form: string, version = "latest"): Promise<Core> {
    const entry = chooseVersion(await this.form(form), version);
    const path = `/forms/${part(form)}/${part(entry.version)}.json`;
    const document = await promised(await this.#ask(path), entry.digest);
    const { digest, state } = entry;
    return { path, digest, form, document, version: entry.version, state };
  }

  /** A municipality's local diff: a revision, or the latest. */
  async diff(form: string, municipality: string, revision?: number): Promise<Local<LocalDiff>> {
    return this.#local<LocalDiff>(form, municipality, revision, "diff");
  }

  /** The complete form of a municipality (core and diff): a revision, or the latest. */
  async localForm(form: string, municipality: string, revision?: number): Promise<Local<Json>> {
    return this.#local<Json>(form, municipality, revision, "form");
  }

  /** Have the registry compare a form (JSON Schema, or what an importer reads) with a core. */
  async check(document: unknown, against: Against): Promise<Report> {
    const query = new URLSearchParams({ form: against.form, core: against.core ?? "latest" });
    if (against.municipality !== undefined) query.set("municipality", against.municipality);
    const answer = await this.#ask(`/api/v1/check?${query}`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(document),
    });
    return (await valueOf(answer)) as unknown as Report;
  }

  /**
   * Send in what a check has found, for the badge of the organisation whose token the client has
   * (scope `report:submit`). The report becomes public and takes the place of the one before.
   */
  async submitReport(organisation: string, report: Report): Promise<SubmittedReport> {
    const path = `/api/v1/reports/${part(organisation)}/${part(report.core.name)}`;
    const answer = await ask(this.url, path, this.#options, {
      method: "PUT",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(report),
    }, true);
    return (await valueOf(answer, [200, 201])) as unknown as SubmittedReport;
  }

  async #local<T>(
    form: string, municipality: string, wanted: number | undefined, kind: "diff" | "form",
  ): Promise<Local<T>> {
    const [owner, entry] = chooseRevision(await this.local(form, municipality), municipality, wanted);
    const [end, digest] = kind === "diff" ? [".diff.json", entry.digest] : [".json", entry.formDigest];
    const path = `/forms/${part(form)}/local/${part(owner)}/${entry.revision}${end}`;
    const document = (await promised(await this.#ask(path), digest)) as T;
    const { revision, core } = entry;
    return { path, digest, form, document, municipality: owner, revision, core };
  }

  async #value<T>(path: string): Promise<T> {
    return (await valueOf(await this.#ask(path))) as T;
  }

  #ask(path: string, init?: RequestInit): Promise<Answer> {
    return ask(this.url, path, this.#options, init);
  }
}

/** A name as one part of a path, whatever somebody calls a form. */
function part(name: string): string {
  return encodeURIComponent(name);
}
