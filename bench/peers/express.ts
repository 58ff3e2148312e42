// A peer: bare Express with nothing on it.
import express from 'express'
import { answerAs, readAnswers } from './answers.ts'

const { HOST: host = '127.0.0.1', PORT: port = '3000' } = process.env

const app = express()
answerAs(app, readAnswers())
app.listen(Number(port), host)
