// Writes small workbooks for tests: a zip of the parts that a spreadsheet program writes.
import { deflateRawSync } from 'node:zlib';
import { crc32Table } from './crc32.mjs';

const crc32 = (bytes) => {
  let crc = ~0;
  for (const byte of bytes) crc = crc32Table[(crc ^ byte) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
};

/** A zip of {name: text}; `packed`: deflated, else as it is. */
export function zip(parts, { packed = false } = {}) {
  const bodies = [];
  const directory = [];
  let offset = 0;
  for (const [name, text] of Object.entries(parts)) {
    const title = Buffer.from(name);
    const whole = Buffer.from(text);
    const body = packed ? deflateRawSync(whole) : whole;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(packed ? 8 : 0, 4);
    fields.writeUInt32LE(crc32(whole), 10);
    fields.writeUInt32LE(body.length, 14);
    fields.writeUInt32LE(whole.length, 18);
    fields.writeUInt16LE(title.length, 22);
    const place = Buffer.alloc(16);
    place.writeUInt32LE(offset, 12);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, place.subarray(2), title);
    bodies.push(Buffer.from('PK\x03\x04', 'latin1'), fields, title, body);
    offset += 30 + title.length + body.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(Object.keys(parts).length, 8);
  end.writeUInt16LE(Object.keys(parts).length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, list, end]);
}

const escaped = (text) => String(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
const letter = (column) => (column < 26 ? '' : String.fromCharCode(64 + Math.floor(column / 26))) + String.fromCharCode(65 + (column % 26));

/** Numbers are numbers, {date: serial} is a number with a date style, text is shared text, null is no cell. */
function sheetXml(rows, strings) {
  const cell = (value, at) => {
    if (value === null || value === '') return '';
    if (typeof value === 'object') return `<c r="${at}" s="1"><v>${value.date}</v></c>`;
    if (typeof value === 'number') return `<c r="${at}"><v>${value}</v></c>`;
    if (!strings.includes(value)) strings.push(value);
    return `<c r="${at}" t="s"><v>${strings.indexOf(value)}</v></c>`;
  };
  const lines = rows.map((row, r) => `<row r="${r + 1}">${row.map((value, c) => cell(value, letter(c) + (r + 1))).join('')}</row>`);
  return `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${lines.join('')}</sheetData></worksheet>`;
}

/** sheets: {name: rows}. */
export function workbook(sheets) {
  const strings = [];
  const names = Object.keys(sheets);
  const main = 'http://schemas.openxmlformats.org';
  const relations = (list) =>
    `<Relationships xmlns="${main}/package/2006/relationships">${list
      .map(([id, type, target]) => `<Relationship Id="${id}" Type="${main}/officeDocument/2006/relationships/${type}" Target="${target}"/>`)
      .join('')}</Relationships>`;
  const parts = {
    '_rels/.rels': relations([['rId1', 'officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': `<workbook xmlns="${main}/spreadsheetml/2006/main" xmlns:r="${main}/officeDocument/2006/relationships"><sheets>${names
      .map((name, i) => `<sheet name="${escaped(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations([
      ...names.map((_, i) => [`rId${i + 1}`, 'worksheet', `worksheets/sheet${i + 1}.xml`]),
      ['rId90', 'styles', 'styles.xml'],
      ['rId91', 'sharedStrings', 'sharedStrings.xml'],
    ]),
    'xl/styles.xml': `<styleSheet xmlns="${main}/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
  };
  names.forEach((name, i) => {
    parts[`xl/worksheets/sheet${i + 1}.xml`] = sheetXml(sheets[name], strings);
  });
  parts['xl/sharedStrings.xml'] =
    `<sst xmlns="${main}/spreadsheetml/2006/main">${strings.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`).join('')}</sst>`;
  return zip(parts);
}

/** The cells of a CSV text without line breaks in its cells. */
export const csvRows = (text) =>
  text
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\r?\n/)
    .map((line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((m) => (m[1] !== undefined ? m[1].replace(/""/g, '"') : m[2])));
