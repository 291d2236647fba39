import { test } from 'node:test';
import assert from 'node:assert/strict';
import { stale } from '../../tools/schema-docs.mjs';
import { breaches } from './house.mjs';

test('folders include only those above them, and the other rules of the house hold', () => {
  assert.deepEqual(breaches(), []);
});

test('the pages of the schemas say what the schemas say', () => {
  assert.deepEqual(stale(), []);
});
