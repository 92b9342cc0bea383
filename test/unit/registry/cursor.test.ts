import { expect } from "chai";
import fc from "fast-check";
import { CaxtonError } from "../../../src/domain/errors.ts";
import { keyAfter, toPage } from "../../../src/registry/cursor.ts";

const read = (cursor: string | null) => keyAfter("things", { limit: 10, cursor }, ["string", "number"]);

const write = (list: string, key: readonly (string | number)[]): string => {
  const page = toPage(
    list,
    { limit: 1, cursor: null },
    [key, key],
    (row) => row,
    (row) => row,
  );
  return page.nextCursor ?? "";
};

describe("cursors", () => {
  it("bring back the key that they were made of, and are safe in a URL", () => {
    fc.assert(
      fc.property(fc.string(), fc.maxSafeInteger(), (text, number) => {
        const cursor = write("things", [text, number]);
        expect(cursor).to.match(/^[A-Za-z0-9_-]+$/);
        expect(read(cursor)).to.deep.equal([text, number]);
      }),
    );
  });

  it("are refused, never misread, when they come from elsewhere", () => {
    const others = [
      write("other things", ["a", 1]),
      write("things", ["a", "1"]),
      write("things", ["a"]),
      write("things", ["a", 1, 2]),
      write("things", ["a", 1.5]),
      "",
      "e30",
      "!!",
    ];
    for (const cursor of others) {
      expect(() => read(cursor), cursor)
        .to.throw(CaxtonError)
        .with.property("code", "request.invalid");
    }
    fc.assert(
      fc.property(fc.string(), (cursor) => {
        expect(() => read(cursor))
          .to.throw(CaxtonError)
          .with.property("code", "request.invalid");
      }),
    );
  });

  it("end with the last page", () => {
    const page = (rows: readonly number[]) =>
      toPage(
        "things",
        { limit: 2, cursor: null },
        rows,
        (row) => row,
        (row) => [row],
      );
    expect(page([])).to.deep.equal({ items: [], nextCursor: null });
    expect(page([1, 2])).to.deep.equal({ items: [1, 2], nextCursor: null });
    expect(page([1, 2, 3]).items).to.deep.equal([1, 2]);
    expect(page([1, 2, 3]).nextCursor).to.be.a("string");
  });
});
