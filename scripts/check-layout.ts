// Checks the layout of this repository; ends with 1 and its faults on stderr when there are any.
import { join } from 'node:path'
import { checkLayout } from './layout.ts'
import { readSources } from './sources.ts'

const root = join(import.meta.dirname, '..')
const faults = checkLayout(root)
for (const fault of faults) console.error(fault)
if (faults.length > 0) process.exitCode = 1
else console.log(`The layout holds: ${readSources(root).length} files checked.`)
