// Judges NDJSON by ajv, as a program of its own: node ajv.mjs SCHEMA DATA -> the number accepted.
import { createReadStream, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { createRequire } from "node:module";

const load = createRequire(process.argv[4] + "/");
const Ajv = load("ajv/dist/2020").default;
const formats = load("ajv-formats").default;
const ajv = new Ajv({ strict: false, validateFormats: true, allErrors: false });
formats(ajv, ["date", "email"]);
const accepts = ajv.compile(JSON.parse(readFileSync(process.argv[2], "utf8")));
let accepted = 0;
for await (const line of createInterface({ input: createReadStream(process.argv[3]) })) {
  if (accepts(JSON.parse(line))) accepted += 1;
}
console.log(accepted);
