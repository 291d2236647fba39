// Types, rules and unit tests of the studio; the last line is "N passed, N failed".
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";

const studio = new URL("..", import.meta.url);
let passed = 0;
let failed = 0;

function run(name, command, args) {
  const done = spawnSync(command, args, { cwd: studio, encoding: "utf8" });
  if (done.status === 0) {
    passed += 1;
    return;
  }
  failed += 1;
  console.log(`not ok: ${name}\n${done.stdout}${done.stderr}`);
}

run("types of the schemas", "node", ["tools/types.mjs"]);
run("tsc", "node_modules/.bin/tsc", ["--noEmit"]);
run("eslint", "node_modules/.bin/eslint", ["src", "--max-warnings", "0"]);
const report = new URL("../node_modules/.vitest.json", import.meta.url);
rmSync(report, { force: true });
const tests = spawnSync("node_modules/.bin/vitest", ["run", "--reporter=default", "--reporter=json", "--outputFile.json=node_modules/.vitest.json"], { cwd: studio, encoding: "utf8" });
try {
  const result = JSON.parse(readFileSync(report, "utf8"));
  passed += result.numPassedTests;
  failed += result.numFailedTests + (tests.status !== 0 && result.numFailedTests === 0 ? 1 : 0);
} catch {
  failed += 1;
}
if (tests.status !== 0) console.log(tests.stdout + tests.stderr);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
