// What a translation is.

/** The same keys, each with a sentence of its own. */
export type Translated<Sentences> = {
  readonly [Key in keyof Sentences]: Sentences[Key] extends string
    ? string
    : Translated<Sentences[Key]>
}
