// A reason not to start that a person can act on; it is printed as one sentence, without a stack.

/** Thrown while starting; `message` says what is wrong and what to do about it. */
export class StartError extends Error {
  override readonly name = 'StartError'
}
