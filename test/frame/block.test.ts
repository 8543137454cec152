import { describe, expect, test } from "@jest/globals";
import { matrix, people } from "./frames.js";

describe("a frame's block", () => {
  test("is the storage itself where columns lie side by side, also after slicing and dropping", () => {
    const { data } = matrix.block()!;
    expect(matrix.block()).toEqual({ data, rows: 4, columns: 3, rowStride: 3, offset: 0, names: ["a", "b", "c"] });
    expect(matrix.drop("a").block()).toEqual({ data, rows: 4, columns: 2, rowStride: 3, offset: 1, names: ["b", "c"] });
    expect(matrix.slice(1, 3).block(["c"])).toEqual({
      data,
      rows: 2,
      columns: 1,
      rowStride: 3,
      offset: 5,
      names: ["c"],
    });
    expect(matrix.slice(1, 3).block()!.data).toBe(data);
    expect(matrix.toMatrix().data).toBe(data);
  });

  test("is undefined where cells lie apart, in another order, or are selected", () => {
    expect(matrix.block(["c", "a"])).toBeUndefined();
    expect(matrix.block(["a", "c"])).toBeUndefined();
    expect(matrix.filter(() => true).block()).toBeUndefined();
    expect(matrix.orderBy("a").block()).toBeUndefined();
    expect(people.block()).toBeUndefined();
    expect(people.select("name").block()).toBeUndefined();
  });

  test("copied by toMatrix, lies on shared memory: bytes when all are, else Float64", () => {
    const picked = matrix.filter((row) => row.a !== 4).toMatrix(["c", "a"]);
    expect(picked).toMatchObject({ rows: 3, columns: 2, rowStride: 2, offset: 0, names: ["c", "a"] });
    expect(Array.from(picked.data)).toEqual([3, 1, 9, 7, 12, 10]);
    expect(picked.data).toBeInstanceOf(Uint8Array);
    const mixed = matrix.cbind(people).toMatrix(["age", "b"]);
    expect(mixed.data).toEqual(new Float64Array(Float64Array.of(36, 2, NaN, 5, 52, 8, 20, 11)));
    expect(mixed.data.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  test("does not exist for columns without numbers, and the error names the column", () => {
    expect(() => people.toMatrix()).toThrow('Expected column "name" to be made of numbers but it is of kind category');
  });
});
