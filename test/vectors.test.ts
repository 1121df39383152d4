/**
 * The vectors as their README describes them: how many there are at least, that each says one fact of its own, and where its reason is
 * documented. What they demand of the library is in `test/runtimes/conformance.ts`.
 */
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { expect, test } from 'vitest'

type Vector = Readonly<Record<string, unknown>> & { readonly comment: string; readonly reason?: string }

const readme = readFileSync('vectors/README.md', 'utf8')
const files = globSync('vectors/{valid,invalid/*,narrow}/*.json').toSorted()
const vectors = files.map((file): [string, Vector] => [
  file,
  JSON.parse(readFileSync(file, 'utf8')) as Vector,
])
const invalid = vectors.filter(([file]) => file.startsWith('vectors/invalid/'))

test('there are at least 1,000, and at least 600 are refused', () => {
  expect(vectors.length).toBeGreaterThanOrEqual(1000)
  expect(invalid.length).toBeGreaterThanOrEqual(600)
})

test('each says one fact in a sentence of its own', () => {
  expect(new Set(vectors.map(([, { comment }]) => comment)).size).toBe(vectors.length)
  expect(vectors.filter(([, { comment }]) => !/^\S.*\.$/.test(comment)).map(([file]) => file)).toEqual([])
  const questions = vectors.map(([file, { comment: _comment, ...question }]) =>
    JSON.stringify([file.startsWith('vectors/narrow/'), question]),
  )
  // Four of them ask what another asks, for another fact; they were published so.
  expect(new Set(questions).size).toBeGreaterThanOrEqual(vectors.length - 4)
})

test('each refused one has the reason of its folder, in the table of stages', () => {
  const stages = readme.split('\n').filter((line) => /^\| [1-4] /.test(line))
  expect(stages.length).toBe(4)
  for (const [file, { reason }] of invalid) {
    expect([file, reason]).toEqual([file, basename(dirname(file))])
    expect(stages.filter((line) => line.includes(`\`${reason}\``)).length).toBe(1)
  }
})

test('every field of a file is documented, and all are plain ASCII', () => {
  const fields = new Set(vectors.flatMap(([, vector]) => Object.keys(vector)))
  expect([...fields].filter((field) => !readme.includes(`\`${field}\``))).toEqual([])
  // oxlint-disable-next-line no-control-regex
  expect(files.filter((file) => /[^\x00-\x7f]/.test(readFileSync(file, 'utf8')))).toEqual([])
})
