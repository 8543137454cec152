import base from "./jest.config.mjs";

/** The browser tests: a real Jupyter server, a real kernel, a real Chromium. One after the other. */
export default {
  ...base,
  testMatch: ["<rootDir>/test/e2e/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  maxWorkers: 1,
  testTimeout: 60_000,
};
