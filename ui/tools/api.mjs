// Writes src/api/schema.d.ts from the document that the server itself prints. `--check` only compares.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import openapiTS, { astToString } from 'openapi-typescript'

const target = 'src/api/schema.d.ts'
const builds = [process.env.USHER_BINARY, '../build/debug/usher', '../build/release/usher', '../build/asan/usher'].filter(Boolean)
const binary = builds.find((path) => existsSync(path))
if (!binary) {
  console.error(`api: no usher to ask; build it first (looked for ${builds.join(', ')})`)
  process.exit(1)
}
const document = execFileSync(binary, ['openapi'], { maxBuffer: 64 * 1024 * 1024 }).toString()
const types = astToString(await openapiTS(document))
const text = `// Made from the server's OpenAPI document by \`npm run api\`. Not to be edited.\n${types}`
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) {
    console.error('api: src/api/schema.d.ts is not what the server says; run `npm run api` in ui/')
    process.exit(1)
  }
} else {
  writeFileSync(target, text)
}
