// Vitest's global setup: migrates one database before the first test.
import type { TestProject } from 'vitest/node'
import { prepareTemplate } from '../src/testing.ts'

export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const { template, remove } = await prepareTemplate(process.env.TEST_DATABASE_URL)
  provide('template', template)
  return remove
}
