/** Is a registry that lies, hangs or is none found out, whatever it says? */
import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import {
  Client, DocumentError, IntegrityError, RegistryError, UnreachableError, digest, type Json,
  type Options,
} from "../src/index.js";

type Page = { body: string; status?: number; headers?: Record<string, string> };

/** Answer with these pages while `work` runs. */
async function serving(
  pages: Record<string, Page>, work: (client: Client) => Promise<void>, options: Options = {},
): Promise<void> {
  await listening((request, response) => {
    const page = pages[request.url!] ?? { status: 404, body: "?" };
    const headers = { "content-type": "application/json", ...page.headers };
    response.writeHead(page.status ?? 200, headers).end(page.body);
  }, (url) => work(new Client(url, options)));
}

async function listening(answer: RequestListener, work: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(answer);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  } finally {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
}

const CORE = { title: "様式", type: "object" } as const;

async function listing(versions: object[] = []): Promise<Page> {
  const entry = { version: "1.0.0", state: "published", digest: await digest(CORE as Json), states: [] };
  return { body: JSON.stringify({ form: "f", versions: [entry, ...versions], local: [], reviews: [] }) };
}

async function fails<E extends Error>(
  job: Promise<unknown>, kind: new (...args: never[]) => E, type: string,
): Promise<E> {
  const error = await job.then(() => assert.fail("was believed"), (e: unknown) => e);
  assert.ok(error instanceof kind, String(error));
  assert.equal((error as unknown as IntegrityError).problem.type, type);
  return error;
}

test("another layout of the promised document is the promised document", async () => {
  const body = JSON.stringify({ type: "object", title: "様式" }, undefined, 4).replaceAll("\n", "\r\n");
  const pages = { "/forms/f.json": await listing(), "/forms/f/1.0.0.json": { body: `\ufeff${body}` } };
  await serving(pages, async (client) => {
    assert.deepEqual((await client.core("f")).document, CORE);
  });
});

test("a document that was not promised is never handed on", async () => {
  const pages = {
    "/forms/f.json": await listing(),
    "/forms/f/1.0.0.json": { body: JSON.stringify({ ...CORE, title: "別の様式" }) },
  };
  await serving(pages, async (client) => {
    await fails(client.core("f"), IntegrityError, "digest-mismatch");
  });
});

test("bytes that are not those of their ETag are refused, compressed or not", async () => {
  for (const end of ["", "-gzip"]) {
    const headers = { etag: `"${"0".repeat(64)}${end}"` };
    const pages = { "/forms/f.json": { ...(await listing()), headers } };
    await serving(pages, async (client) => {
      await fails(client.form("f"), IntegrityError, "digest-mismatch");
    });
  }
});

test("a mirror's own ETag says nothing", async () => {
  const pages = { "/forms/f.json": { ...(await listing()), headers: { etag: '"1234-abcd"' } } };
  await serving(pages, async (client) => {
    assert.equal((await client.form("f")).form, "f");
  });
});

test("a page that is no JSON, or a refusal that is no problem, is not a registry's", async () => {
  const pages = {
    "/forms/login.json": { body: "<html>ログイン</html>" },
    "/forms/gone.json": { status: 502, body: "bad gateway", headers: { "content-type": "text/plain" } },
    "/forms/list.json": {
      status: 400, body: "[]", headers: { "content-type": "application/problem+json" },
    },
  };
  await serving(pages, async (client) => {
    for (const name of ["login", "gone", "list"]) {
      const error = await fails(client.form(name), UnreachableError, "unexpected-answer");
      assert.match(error.message, /登録簿ではないもの/);
    }
  });
});

test("a busy registry says when to ask again", async () => {
  const pages = {
    "/forms.json": {
      status: 503,
      body: JSON.stringify({ type: "https://r.example/problems/registry-busy", title: "混雑", at: "" }),
      headers: { "content-type": "application/problem+json; charset=utf-8", "retry-after": "2" },
    },
  };
  await serving(pages, async (client) => {
    const error = await fails(client.forms(), RegistryError, "registry-busy");
    assert.deepEqual([error.status, error.retryAfter], [503, 2]);
  });
});

test("a deprecated core is chosen where there is no other, a withdrawn one never", async () => {
  const more = [["1.10.0", "deprecated"], ["1.9.0", "published"], ["2.0.0", "withdrawn"]];
  const pages = { "/forms/f.json": await listing(more.map(([version, state]) => ({ version, state, digest: "sha256:-" }))) };
  await serving(pages, async (client) => {
    const asked = (version: string) => fails(client.core("f", version), UnreachableError, "unexpected-answer");
    assert.match((await asked("latest")).message, /forms\/f\/1\.9\.0\.json/);
    assert.match((await asked("1.10.0")).message, /1\.10\.0/);
    await fails(client.core("f", "2"), RegistryError, "no-such-version");
  });
});

test("an answer that never ends is cut off", async () => {
  await listening((_, response) => {
    response.writeHead(200);
    const part = Buffer.alloc(1 << 20, " ");
    const more = () => { while (response.write(part)); };
    response.on("drain", more);
    more();
  }, async (url) => {
    await fails(new Client(url).forms(), UnreachableError, "answer-too-large");
  });
});

test("a registry that hangs is waited for as long as was said", async () => {
  await listening((_, response) => { response.writeHead(200); response.write("{"); }, async (url) => {
    await fails(new Client(url, { timeout: 100 }).forms(), UnreachableError, "timed-out");
  });
});

test("whoever stops the client is told so by their own reason", async () => {
  await listening(() => undefined, async (url) => {
    const stop = new AbortController();
    const job = new Client(url, { signal: stop.signal }).forms();
    stop.abort(new Error("enough"));
    await assert.rejects(job, /enough/);
  });
});

test("nobody there is nobody there", async () => {
  let url = "";
  await listening(() => undefined, async (address) => { url = address; });
  const error = await fails(new Client(url).forms(), UnreachableError, "unreachable");
  assert.match(error.message, /ECONNREFUSED/);
});

test("what is no address of a registry is refused at once", () => {
  for (const wrong of ["registry.example", "ftp://r.example", "https://r.example?x=1", "https://u@r.example", ""]) {
    assert.throws(() => new Client(wrong), (e) => e instanceof DocumentError && e.problem.type === "address-invalid");
  }
  assert.equal(new Client("https://r.example/soroe//").url, "https://r.example/soroe");
});

test("a token is not carried along when a registry points elsewhere", async () => {
  const seen: (string | undefined)[] = [];
  await listening((request, response) => {
    seen.push(request.headers.authorization);
    response.end("{}");
  }, async (elsewhere) => {
    await listening((_, response) => {
      response.writeHead(307, { location: elsewhere }).end();
    }, async (url) => {
      const client = new Client(url, { token: "secret" });
      const report = { core: { name: "f", digest: "-" } } as never;
      await fails(client.submitReport("example", report), UnreachableError, "unreachable");
    });
  });
  assert.deepEqual(seen, []);
});
