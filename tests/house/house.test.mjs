import { test } from 'node:test';
import assert from 'node:assert/strict';
import { breaches } from './house.mjs';

test('folders include only those above them, and the other rules of the house hold', () => {
  assert.deepEqual(breaches(), []);
});
