// Methods that a path does not serve: OPTIONS says which it does, any other is refused with the same list.
import type { Request, Response } from 'express'
import { refuse } from './errors.ts'

/**
 * Answers OPTIONS by 204 and `Allow`.
 * @throws {Refusal} `request.method_not_allowed`, with `Allow`, for any other method
 */
export function refuseMethod(req: Request, res: Response, allow: string): void {
  res.setHeader('Allow', allow)
  if (req.method !== 'OPTIONS') refuse('request.method_not_allowed')
  res.status(204).end()
}
