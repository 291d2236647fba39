#!/usr/bin/env node
// Renders schema/*.json to docs/schema-*.md, so that every field can be read without reading JSON.
//   tools/schema-docs.mjs           writes the pages
//   tools/schema-docs.mjs --check   exits with 1 when a page is not what the schema says (tests/house runs it)
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const pages = { question: 'schema-question.md', answer: 'schema-answer.md', journey: 'schema-journey.md',
  webhook: 'schema-webhook.md', wechat: 'schema-wechat.md', identity: 'schema-identity.md', profile: 'schema-profile.md' };

const cell = (text) => String(text ?? '').replace(/\|/g, '\\|').replace(/\s+/g, ' ');
const code = (value) => '`' + (typeof value === 'string' ? value : JSON.stringify(value)) + '`';
const anchor = (name) => '#' + name.toLowerCase().replace(/[^a-z0-9_ -]/g, '').replace(/ /g, '-');
const target = (ref) => ref.replace('#/definitions/', '');

/** Of the schema whose page is being made. */
let definitions = {};

/** The schema that really says something: allOf of one and $ref are only ways to add a description. */
const inner = (schema) => (schema.allOf?.length === 1 ? { ...schema.allOf[0], ...without(schema, 'allOf') } : schema);
const without = (object, key) => Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));

/** What a value may be, in a few words. */
function type(given) {
  const schema = inner(given);
  if (schema.$ref) return `[${target(schema.$ref)}](${anchor(target(schema.$ref))})`;
  if (schema.enum) return schema.enum.map(code).join(', ');
  for (const choice of ['oneOf', 'anyOf']) if (schema[choice]) return [...new Set(schema[choice].map(type))].join(' or ');
  const name = Array.isArray(schema.type) ? schema.type.join(' or ') : schema.type ?? 'anything';
  const limits = [];
  if (schema.minimum !== undefined) limits.push(`at least ${schema.minimum}`);
  if (schema.maximum !== undefined) limits.push(`at most ${schema.maximum}`);
  if (schema.minItems) limits.push(`at least ${schema.minItems}`);
  if (schema.maxItems) limits.push(`at most ${schema.maxItems}`);
  if (schema.type === 'array' && schema.items && !Array.isArray(schema.items)) return `list of ${type(schema.items)}` + (limits.length ? ` (${limits.join(', ')})` : '');
  return name + (limits.length ? ` (${limits.join(', ')})` : '');
}

/** Rows of a table: a field, and below it, with dots, the fields inside it. */
function* rows(schema, prefix = '') {
  const required = new Set(schema.required ?? []);
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const path = prefix + name;
    const needed = required.has(name) ? '**required** ' : '';
    const said = field.description ?? definitions[target(inner(field).$ref ?? '')]?.description;
    const otherwise = field.default === undefined ? '' : ` Default: ${code(field.default)}.`;
    yield `| ${code(path)} | ${cell(type(field))} | ${needed}${cell(said)}${otherwise} |`;
    for (const branch of [field, field.items ?? {}]) {
      if (branch.properties) yield* rows(branch, path + (branch === field ? '.' : '[].'));
      for (const part of branch.oneOf ?? []) if (part.properties && branch.oneOf.length > 1) yield* rows(part, path + '.');
    }
  }
}

function section(name, schema) {
  const lines = [`## ${name}`, '', cell(schema.description), ''];
  const choices = (schema.oneOf ?? schema.anyOf ?? []).map(inner);
  if (schema.properties) lines.push('| field | what it may be | |', '|---|---|---|', ...rows(schema), '');
  else if (!choices.length) lines.push(`It is: ${type(schema)}.`, '');
  for (const choice of choices) {
    lines.push(`- ${type(choice)}${choice.description ? ': ' + cell(choice.description) : ''}`);
    if (choice.properties) lines.push('', '  | field | what it may be | |', '  |---|---|---|', ...[...rows(choice)].map((row) => '  ' + row), '');
  }
  if (choices.length) lines.push('');
  return lines;
}

function page(name) {
  const schema = JSON.parse(readFileSync(join(root, 'schema', `${name}.schema.json`), 'utf8'));
  definitions = schema.definitions ?? {};
  const lines = [`# ${schema.title}`, '', cell(schema.description), '',
    `Made from [schema/${name}.schema.json](../schema/${name}.schema.json) by \`tools/schema-docs.mjs\`; change that, not this page.`, ''];
  if (schema.properties) lines.push('| field | what it may be | |', '|---|---|---|', ...rows(schema), '');
  else lines.push('One of: ' + schema.oneOf.map(type).join(' · '), '');
  for (const [title, definition] of Object.entries(schema.definitions ?? {})) lines.push(...section(title, definition));
  return lines.join('\n').replace(/\n{3,}/g, '\n\n').trimEnd() + '\n';
}

/** Pages that differ from their schema. */
export function stale() {
  return Object.entries(pages).filter(([name, file]) => {
    try { return readFileSync(join(root, 'docs', file), 'utf8') !== page(name); } catch { return true; }
  }).map(([name, file]) => `docs/${file} is not what schema/${name}.schema.json says: run tools/schema-docs.mjs`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--check')) {
    const found = stale();
    for (const each of found) console.log(each);
    process.exit(found.length ? 1 : 0);
  }
  for (const [name, file] of Object.entries(pages)) writeFileSync(join(root, 'docs', file), page(name));
}
