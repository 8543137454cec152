/** One clear sentence instead of a stack trace, for what a user can mend. */
export class Failure extends Error {}

/** Runs a script's work; a `Failure` is printed as its sentence, and any error ends the process with code 1. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    console.error(error instanceof Failure ? `\nlowrank: ${error.message}` : error);
    process.exitCode = 1;
  }
}
