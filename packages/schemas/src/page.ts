// Lists that are handed out page by page: a cursor in, items and the next cursor out.
import { z } from 'zod'

/** Which page, and how much of it; without anything, the first one. */
export const PageInput = z
  .object({
    cursor: z
      .string()
      .max(200)
      .meta({
        description:
          'The `nextCursor` of the page before, as it came; left out for the first page. It is good for this list and this member, and does not expire. One that is refused all the same (400 with an issue at /cursor): begin at the first page',
      })
      .optional(),
    limit: z
      .int()
      .min(1)
      .max(100)
      .default(20)
      .meta({ description: 'Items on the page at most', examples: [20] }),
  })
  .prefault({})
export type PageInput = z.output<typeof PageInput>

/** A page of `item`s. */
export function pageOf<Item extends z.ZodType>(
  item: Item,
): z.ZodObject<{ items: z.ZodArray<Item>; nextCursor: z.ZodNullable<z.ZodString> }> {
  return z.object({
    items: z.array(item).meta({ description: 'What is on the page' }),
    nextCursor: z
      .string()
      .nullable()
      .meta({
        description:
          'Asks for the next page; null on the last one. Items may come and go between pages: none is shown twice, and none that is there all the time is left out',
        examples: [null],
      }),
  })
}

export interface Page<Item> {
  items: Item[]
  nextCursor: string | null
}
