import { expect, test } from "vitest";
import { eventReader } from "./http";

test("server-sent events come whole, in whatever pieces the text does", () => {
  const text = ": hello\n\nevent: answer\ndata: {\"a\":\ndata: 1}\n\ndata: 2\r\n\r\n";
  for (let size = 1; size < 12; ++size) {
    const seen: [string, string][] = [];
    const read = eventReader((event, data) => seen.push([event, data]));
    for (let at = 0; at < text.length; at += size) read(text.slice(at, at + size));
    expect(seen).toEqual([
      ["answer", "{\"a\":\n1}"],
      ["message", "2"],
    ]);
  }
});
