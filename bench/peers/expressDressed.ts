// A peer: Express behind cors, helmet and pino-http, as most who use it in production have it; it answers as the bare one.
import cors from 'cors'
import express from 'express'
import helmet from 'helmet'
import { pinoHttp } from 'pino-http'
import { answerAs, readAnswers } from './answers.ts'

const { HOST: host = '127.0.0.1', PORT: port = '3000' } = process.env

const app = express()
app.use(cors())
app.use(helmet())
app.use(pinoHttp())
answerAs(app, readAnswers())
app.listen(Number(port), host)
