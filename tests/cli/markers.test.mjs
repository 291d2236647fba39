// Change markers: the six of the demo show what was planted, counted from its events; one without effect shows none.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { cairn, run, workspace } from './cairn.mjs';

const contains = ({ low, high }, value) => low <= value && value <= high;

test('the flags of the demo', { timeout: 300_000 }, async (t) => {
  const folder = workspace(t);
  cairn(['-w', folder, 'demo']);
  const marker = (...args) => cairn(['-w', folder, 'marker', ...args]);
  const effect = (...args) => JSON.parse(marker('effect', ...args, '--json'));

  await t.test('there are six, with words in three languages, and a second demo leaves them alone', () => {
    const { markers } = JSON.parse(marker('list', '--json'));
    assert.equal(markers.length, 6);
    for (const { label, note, touchpoint, measure } of markers) {
      for (const language of ['en', 'zh-Hans', 'zh-Hant']) assert.ok(label[language] && note[language] && measure.title[language]);
      assert.match(touchpoint, /^tp_/);
    }
    marker('remove', 'mk_chatbot');
    cairn(['-w', folder, 'demo']);
    assert.doesNotMatch(marker('list'), /mk_chatbot/);
    assert.match(marker('list', '--lang', 'zh-Hant'), /網站結帳/);
  });

  await t.test('X: 41.0 to 49.2 % of web checkouts are paid; a difference, not an effect', () => {
    const seen = effect('mk_checkout');
    assert.ok(contains(seen.before, 0.41) && contains(seen.after, 0.492), JSON.stringify(seen));
    assert.ok(contains(seen.difference, 0.082) && seen.difference.low > 0);
    assert.ok(contains(seen.last_year.difference, 0), 'nothing was changed a year before');
    assert.ok(contains(seen.untouched.beyond, 0.082), 'app and mini-program kept their checkout');
    assert.equal(seen.wording, 'difference');
    assert.match(seen.sentence.en, /a difference of \+/);
    assert.doesNotMatch(JSON.stringify(seen), /\beffect\b|效果/);
  });

  await t.test('Y: 412 to 474 yuan an order, and tills and Tmall as before', () => {
    const seen = effect('mk_recommendations');
    assert.ok(contains(seen.before, 412) && contains(seen.after, 474), JSON.stringify(seen));
    assert.equal(seen.currency, 'CNY');
    assert.ok(contains(seen.untouched.difference, 0));
  });

  await t.test('Starbucks: 9.4 to 5.1 minutes in the stores of the pilot alone', () => {
    const seen = effect('mk_order_ahead');
    assert.equal(seen.unit, 'seconds');
    assert.ok(contains(seen.before, 9.4 * 60) && contains(seen.after, 5.1 * 60), JSON.stringify(seen));
    assert.ok(contains(seen.untouched.before, 9.4 * 60) && contains(seen.untouched.after, 9.4 * 60));
  });

  await t.test('Amazon: drawn by lot, so that it is an effect', () => {
    const seen = effect('mk_size_help');
    assert.equal(seen.wording, 'effect');
    assert.ok(contains(seen.effect.without, 0.09) && contains(seen.effect.with, 0.07), JSON.stringify(seen));
    assert.match(seen.sentence.en, /an effect of -/);
    assert.deepEqual(seen.warnings, []);
  });

  await t.test('Dell: who configures a pair', () => {
    const seen = effect('mk_configurator');
    assert.ok(seen.difference.low > 0.1, JSON.stringify(seen));
  });

  await t.test('Z falls into 618, and says so', () => {
    marker('add', '2026-06-10', 'A chatbot', '--id', 'mk_z', '--what', 'duration', '--from', 'event = support_chat', '--to', 'event = support_reply', '--case', 'object:order_id');
    const seen = effect('mk_z');
    assert.ok(seen.warnings.some(({ en }) => /618-2026/.test(en)), JSON.stringify(seen.warnings));
    assert.ok(seen.difference.high < 0);
  });

  await t.test('a change without effect shows none', () => {
    marker('add', '2026-05-11', 'A new home page', '--id', 'mk_home', '--from', 'event = checkout_start', '--where', 'channel = app', '--to', 'event = order_paid', '--case', 'object:order_id', '--days', '112');
    assert.ok(contains(effect('mk_home').difference, 0));
  });

  await t.test('of a map, of customers, and what is wrong', () => {
    const seen = effect('mk_home', '--what', 'conversion', '--element', 'st_buy', '--journey', 'jr_draft', '--untouched', 'did(event = till_receipt)');
    assert.ok(seen.untouched.before.n > 30 && seen.before.n > 30);
    const late = effect('mk_home', '--days', '200');
    assert.ok(late.warnings.some(({ en }) => /not covered/.test(en)), 'the demo ends in September');
    const says = (...args) => run(['-w', folder, 'marker', ...args]).stderr;
    assert.match(says('effect', 'mk_hom'), /mk_home/);
    assert.match(says('effect', 'mk_home', '--untouched', 'chanel = web'), /channel/);
    assert.match(says('add', 'May', 'x'), /May/);
    assert.match(says('add', '2026-05-11', 'x', '--from', 'event = a'), /no end/);
  });
});
