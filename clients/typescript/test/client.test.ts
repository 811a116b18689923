/** Does the client read, verify and check with a registry that runs? */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Client, RegistryError, SoroeError, digest, type Json } from "../src/index.js";

const { REGISTRY: url, FORM: form, CODE: code, NOBODY: nobody, TOKEN: token } = process.env as Record<string, string>;
const client = new Client(url!);

async function refused(job: Promise<unknown>, type: string, status: number): Promise<RegistryError> {
  const error = await job.then(() => assert.fail("was not refused"), (e: unknown) => e);
  assert.ok(error instanceof RegistryError, String(error));
  assert.ok(error instanceof SoroeError);
  assert.deepEqual([error.problem.type, error.status], [type, status]);
  return error;
}

test("the forms are listed", async () => {
  const { forms } = await client.forms();
  assert.ok(forms.some((entry) => entry.form === form && entry.latest === "1.0.0"));
});

test("a core is fetched by exact version, major number and latest", async () => {
  for (const version of ["1.0.0", "1", "latest", undefined]) {
    const core = await client.core(form!, version);
    assert.deepEqual([core.version, core.state, core.form], ["1.0.0", "published", form]);
    assert.equal(core.digest, await digest(core.document));
  }
});

test("a municipality's diff and form are fetched, the latest and by revision", async () => {
  const diff = await client.diff(form!, code!);
  assert.deepEqual([diff.municipality, diff.revision, diff.core], [code, 1, "1.0.0"]);
  assert.equal(diff.document.changes[0]!.reason, "対象は小学校低学年");
  const local = await client.localForm(form!, code!, 1);
  const document = local.document as { properties: { grade: { maximum: number } } };
  assert.equal(document.properties.grade.maximum, 3);
  assert.equal((await client.local(form!, code!)).revisions.length, 1);
});

test("a form is checked, with and without what its municipality has declared", async () => {
  const { document } = await client.localForm(form!, code!);
  const bare = await client.check(document, { form: form! });
  assert.deepEqual(bare.findings.map((f) => [f.rule, f.class]), [["maximum-lowered", "unexplained"]]);
  const declared = await client.check(document, { form: form!, core: "1", municipality: code! });
  assert.deepEqual(declared.findings.map((f) => [f.item, f.class]), [["/grade", "grounded"]]);
  assert.equal(declared.findings[0]!.coreInForm?.verdict, "refuted");
  const core = await client.core(form!);
  assert.deepEqual((await client.check(core.document, { form: form! })).findings, []);
});

test("refusals are errors with the registry's problem in both languages", async () => {
  const error = await refused(client.form("no-such-thing"), "no-such-form", 404);
  assert.match(error.problem.title, /様式/);
  assert.match(error.problem.titleEn, /form/);
  assert.deepEqual(error.problem.params, { form: "no-such-thing" });
  assert.match(error.message, /no-such-form/);
  await refused(client.local(form!, "999999"), "check-digit-wrong", 400);
  await refused(client.local(form!, nobody!), "no-such-revision", 404);
  await refused(client.core(form!, "9.9.9"), "no-such-version", 404);
  await refused(client.core(form!, "one"), "no-such-version", 404);
  await refused(client.diff(form!, code!, 99), "no-such-revision", 404);
  await refused(client.form("../../openapi"), "not-found", 404);
});

test("a report is sent in with the token, which goes nowhere else", async () => {
  const seen: string[] = [];
  const watching: typeof fetch = (to, init) => {
    if (new Headers(init?.headers).has("authorization")) seen.push(`${init?.method} ${String(to)}`);
    return fetch(to, init);
  };
  const sender = new Client(url!, { token: token!, fetch: watching });
  const { document } = await sender.localForm(form!, code!);
  const report = await sender.check(document, { form: form!, municipality: code! });
  const sent = await sender.submitReport(code!, report);
  assert.deepEqual([sent.state, sent.grounded], ["explained", 1]);
  assert.deepEqual(seen, [`PUT ${url}/api/v1/reports/${code}/${form}`]);
  await refused(sender.submitReport(nobody!, report), "not-your-organisation", 403);
  await refused(client.submitReport(code!, report), "token-required", 401);
});

test("a document that is refused is told with its place", async () => {
  const wrong = { $schema: "https://json-schema.org/draft/2020-12/schema", type: 7 } as Json;
  const error = await client.check(wrong, { form: form! }).then(() => undefined, (e: unknown) => e);
  assert.ok(error instanceof RegistryError);
  assert.equal(error.status, 422);
  assert.equal(error.problem.at, "/type");
  assert.match(error.problem.remedy, /./);
});
