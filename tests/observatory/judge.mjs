// Reads {policies: {name: CSP}, servers: {name: host:port}} and writes what csp_evaluator and the HTTP Observatory say.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);
const { CspEvaluator } = require("csp_evaluator/dist/evaluator.js");
const { CspParser } = require("csp_evaluator/dist/parser.js");

// The lists that its npm scripts would download.
const conf = join(dirname(require.resolve("@mdn/mdn-http-observatory")), "..", "conf");
mkdirSync(conf, { recursive: true });
writeFileSync(join(conf, "hsts-preload.json"), "{}");
writeFileSync(join(conf, "tld-list.json"), "[]");
const { scan } = await import("@mdn/mdn-http-observatory");

const asked = JSON.parse(readFileSync(0, "utf8"));
const said = { policies: {}, servers: {} };
for (const [name, policy] of Object.entries(asked.policies)) {
  const findings = new CspEvaluator(new CspParser(policy).csp).evaluate();
  said.policies[name] = findings.filter((each) => each.severity === 10).map((each) => [each.directive, each.value ?? ""]);
}
for (const [name, host] of Object.entries(asked.servers)) {
  const { tests } = await scan(host);
  said.servers[name] = Object.fromEntries(Object.entries(tests).map(([test, { pass, result }]) => [test, [pass, result]]));
}
writeFileSync(1, JSON.stringify(said));
process.exit(0);
