/** Is the canonical form that of RFC 8785, and the digest that of the other clients? */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { canonical, digest, DocumentError, type Json } from "../src/index.js";

/** RFC 8785, appendix B: the bits of a double and its spelling. */
const NUMBERS: [bits: string, text: string][] = [
  ["0000000000000000", "0"],
  ["8000000000000000", "0"],
  ["0000000000000001", "5e-324"],
  ["8000000000000001", "-5e-324"],
  ["7fefffffffffffff", "1.7976931348623157e+308"],
  ["ffefffffffffffff", "-1.7976931348623157e+308"],
  ["4340000000000000", "9007199254740992"],
  ["c340000000000000", "-9007199254740992"],
  ["4430000000000000", "295147905179352830000"],
  ["44b52d02c7e14af5", "9.999999999999997e+22"],
  ["44b52d02c7e14af6", "1e+23"],
  ["44b52d02c7e14af7", "1.0000000000000001e+23"],
  ["444b1ae4d6e2ef4e", "999999999999999700000"],
  ["444b1ae4d6e2ef4f", "999999999999999900000"],
  ["444b1ae4d6e2ef50", "1e+21"],
  ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
  ["3eb0c6f7a0b5ed8d", "0.000001"],
  ["41b3de4355555553", "333333333.3333332"],
  ["41b3de4355555554", "333333333.33333325"],
  ["41b3de4355555555", "333333333.3333333"],
  ["41b3de4355555556", "333333333.3333334"],
  ["41b3de4355555557", "333333333.33333343"],
  ["becbf647612f3696", "-0.0000033333333333333333"],
  ["43143ff3c1cb0959", "1424953923781206.2"],
];

for (const [bits, text] of NUMBERS) {
  test(`the double ${bits} is spelt ${text}`, () => {
    const number = Buffer.from(bits, "hex").readDoubleBE();
    assert.equal(canonical(number), text);
  });
}

test("names are sorted by UTF-16 code units, and text is escaped as little as can be", () => {
  const value = JSON.parse(
    '{"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew","1":"One",' +
      '"\\ud83d\\ude00":"Emoji","\\u0080":"Control","\\u00f6":"O"}',
  ) as Json;
  assert.equal(
    canonical(value),
    '{"\\r":"Carriage Return","1":"One","\u0080":"Control","ö":"O","€":"Euro Sign",' +
      '"😀":"Emoji","\ufb33":"Hebrew"}',
  );
  assert.equal(canonical('\u20ac$\u000f\nA\'B"\\\\"/'), '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"');
});

test("what is no JSON value is refused with its place", () => {
  const wrong: [unknown, string, string][] = [
    [{ a: [1, NaN] }, "number-out-of-range", "/a/1"],
    [{ "a/b": { "~": Infinity } }, "number-out-of-range", "/a~1b/~0"],
    [["\ud83d"], "lone-surrogate", "/0"],
    [{ "\ude00": 1 }, "lone-surrogate", ""],
    [{ a: undefined }, "not-json", "/a"],
    [{ a: 1n }, "not-json", "/a"],
  ];
  for (const [value, type, at] of wrong) {
    assert.throws(
      () => canonical(value as Json),
      (e) => e instanceof DocumentError && e.problem.type === type && e.problem.at === at,
    );
  }
});

test("deep nesting is no matter", () => {
  const depth = 100_000;
  let value: Json = 0;
  for (let i = 0; i < depth; i++) value = [value];
  assert.equal(canonical(value), "[".repeat(depth) + "0" + "]".repeat(depth));
});

test("a name that means something to JavaScript is a name like any other", () => {
  const value = JSON.parse('{"__proto__":{"b":1},"constructor":2}') as Json;
  assert.equal(canonical(value), '{"__proto__":{"b":1},"constructor":2}');
});

const vectors = JSON.parse(readFileSync(process.env["VECTORS"]!, "utf8")) as [string, string][];

test("the digests are those of the Python client", async () => {
  assert.ok(vectors.length > 20);
  for (const [text, expected] of vectors) {
    assert.equal(await digest(JSON.parse(text) as Json), expected, text.slice(0, 80));
  }
});
