import { expect, test } from "@jest/globals";
import { History } from "#kernel/session/history.js";

const history = new History();
["a = 1", "b", "a = 1", "c(2)"].forEach((input, i) => history.add(i + 1, input));
history.setOutput(2, "7");

test("the tail is the last n cells, oldest first", () => {
  expect(history.answer({ hist_access_type: "tail", n: 2 })).toEqual([
    [1, 3, "a = 1"],
    [1, 4, "c(2)"],
  ]);
});

test("a range leaves out its stop, and carries outputs when asked", () => {
  const range = { hist_access_type: "range", session: 0, start: 1, stop: 3, output: true };
  expect(history.answer(range)).toEqual([
    [1, 1, ["a = 1", null]],
    [1, 2, ["b", "7"]],
  ]);
});

test("a search takes * and ? as wildcards and everything else literally", () => {
  const search = (pattern: string, unique = false) =>
    history.answer({ hist_access_type: "search", pattern, unique }).map(([, line]) => line);
  expect(search("a*")).toEqual([1, 3]);
  expect(search("a*", true)).toEqual([3]);
  expect(search("c(?)")).toEqual([4]);
  expect(search("c")).toEqual([]);
});
