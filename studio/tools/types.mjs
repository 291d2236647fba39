// The types of documents, from the schemas that the server validates them with. What a document may hold besides
// ("x-…") is kept by the server and has no type here.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { compile } from "json-schema-to-typescript";

const schemas = new URL("../../schema/", import.meta.url);
const target = new URL("../src/model/generated/", import.meta.url);

/** One type a definition, and objects of what the schema names. */
function plain(schema) {
  if (Array.isArray(schema)) return schema.map(plain);
  if (schema === null || typeof schema !== "object") return schema;
  if (schema.$ref !== undefined) return { $ref: schema.$ref };
  const { patternProperties: _, $id: _id, ...rest } = schema;
  const copied = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, key === "enum" || key === "const" || key === "default" || key === "examples" ? value : plain(value)]));
  if (copied.properties !== undefined) copied.additionalProperties = false;
  return copied;
}

mkdirSync(target, { recursive: true });
for (const name of ["journey", "question", "answer", "profile", "identity"]) {
  const schema = plain(JSON.parse(readFileSync(new URL(`${name}.schema.json`, schemas), "utf8")));
  delete schema.title;
  const text = await compile(schema, `${name[0].toUpperCase()}${name.slice(1)}Document`, {
    bannerComment: `/* Made by tools/types.mjs of schema/${name}.schema.json. */`,
    unknownAny: true,
    format: false,
  });
  writeFileSync(new URL(`${name}.ts`, target), text);
}
