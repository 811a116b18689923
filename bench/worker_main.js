// Answers the questions of `bench/worker.py` with the node package in the folder that is given.
"use strict";

const path = require("node:path");
const { createInterface } = require("node:readline");

// Nothing is fetched, whatever the package would like to.
require("node:dns").lookup = (host, ...rest) => rest.at(-1)(new Error("no connections: " + host));
// What the package prints goes to the error output.
console.log = console.info = console.error;

const folder = path.resolve(process.argv[2]);
const found = require(folder);
const isSubset = found.default ?? found;
const say = (value) => process.stdout.write(JSON.stringify(value) + "\n");

async function main() {
  say({ version: require(path.join(folder, "package.json")).version });
  for await (const line of createInterface({ input: process.stdin })) {
    const { a, b } = JSON.parse(line);
    const start = process.hrtime.bigint();
    try {
      const answer = await isSubset(a, b);
      say({ answer: Boolean(answer), ms: Number(process.hrtime.bigint() - start) / 1e6 });
    } catch (error) {
      say({ error: String(error).slice(0, 500) });
    }
  }
}

main();
