// What the peers on Express answer: the JSON that ours was heard to answer, with nothing done for it but reading the body.
import express, { type Express } from 'express'

export interface Answers {
  /** Of `GET /v1/health`. */
  health: { status: 'ok'; version: string }
  /** The problem for a refresh token that was signed by nobody. */
  unsigned: unknown
  /** The problem for a log-in without address and password. */
  invalid: unknown
}

/** As the bench hands them over, in ANSWERS. */
export function readAnswers(): Answers {
  return JSON.parse(process.env.ANSWERS ?? '{}') as Answers
}

/** Serves them. */
export function answerAs(app: Express, { health, unsigned, invalid }: Answers): void {
  app.get('/v1/health', (_req, res) => {
    res.json(health)
  })
  app.post('/v1/echo', express.json(), (req, res) => {
    res.json(req.body)
  })
  app.post('/v1/auth/refresh', express.json(), (_req, res) => {
    res.status(401).type('application/problem+json').json(unsigned)
  })
  app.post('/v1/auth/login', express.json(), (_req, res) => {
    res.status(400).type('application/problem+json').json(invalid)
  })
}
