// What no log line and no error may hold: tokens, hashes, passwords and members' addresses, as the tests use them.

const SECRET =
  /eyJ[\w-]{6,}\.|\$2[aby]\$\d|__Host-session|correct horse|wrong (?:password|horse)|a secret of the tests|@example\.com|(?<![\w.])[x-z]{60}/i

/** @throws {Error} with the first of `texts` that holds a secret */
export function refuseSecrets(texts: string[]): void {
  const found = texts.find((text) => SECRET.test(text))
  if (found !== undefined) throw new Error(`A secret was said: ${found}`)
}
