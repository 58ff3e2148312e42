// pgvector's text form: `[1,2,3]`.

/**
 * Writes a vector for a `::vector` cast.
 * @throws {RangeError} for an empty vector or a component that is not finite, which pgvector refuses too
 */
export function toVector(components: readonly number[]): string {
  if (components.length === 0 || !components.every(Number.isFinite)) {
    throw new RangeError('A vector has at least one component, and every one is finite.')
  }
  return `[${components.join(',')}]`
}

/** Reads what `column::text` gives. pgvector keeps 32-bit floats: expect 7 significant digits back. */
export function fromVector(text: string): number[] {
  return text.slice(1, -1).split(',').map(Number)
}
